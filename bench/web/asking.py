"""
A client that asks one address again and again: `python -m bench.web.asking PORT PATH TIMES CLIENTS`. Prints one JSON line.

It is a process of its own and does next to nothing: what is measured is who answers.
"""

import json
import re
import socket
import sys
import threading
import time

from bench.settings import TOKEN

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_BUFFER_BYTES = 1024 * 1024


class Client:
    """One connection that is kept, and how long each answer took by it, in seconds."""

    def __init__(self, port: int, path: str) -> None:
        self.took: list[float] = []
        self.bytes = 0
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
        self._buffer = bytearray(_BUFFER_BYTES)

    def ask(self, times: int) -> None:
        """So often, one after the other."""
        for _ in range(times):
            began = time.perf_counter()
            self._once()
            self.took.append(time.perf_counter() - began)

    def _once(self) -> None:
        self._socket.sendall(self._request)
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._socket.recv(65536)
        lines, _, body = head.partition(b"\r\n\r\n")
        if b" 200 " not in lines.partition(b"\r\n")[0]:
            raise RuntimeError(lines.decode())
        if (length := _LENGTH.search(lines)) is not None:
            self.bytes = len(body)
            while self.bytes < int(length.group(1)):
                self.bytes += self._socket.recv_into(self._buffer)
        else:  # in pieces
            end = body[-5:]
            self.bytes = len(body)
            while not end.endswith(b"0\r\n\r\n"):
                got = self._socket.recv_into(self._buffer)
                self.bytes += got
                end = (end + bytes(self._buffer[max(0, got - 5) : got]))[-5:]


def main(arguments: list[str]) -> None:
    """Ask, and say how it went."""
    port, path, times, clients = int(arguments[0]), arguments[1], int(arguments[2]), int(arguments[3])
    asking = [Client(port, path) for _ in range(clients)]
    threads = [threading.Thread(target=each.ask, args=(times // clients,)) for each in asking]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    took = sorted(each for client in asking for each in client.took)
    print(json.dumps({"seconds": passed, "asked": len(took), "median": took[len(took) // 2], "bytes": asking[0].bytes}))


if __name__ == "__main__":
    main(sys.argv[1:])
