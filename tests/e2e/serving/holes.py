"""Programs outside that take whatever is sent to them and never say a word."""

import socket
import threading

__all__ = ["Hole"]


class Hole:
    """One of them, at *port* of this machine, until `close`."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._taken: list[socket.socket] = []
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Let everybody go."""
        for each in (self._listening, *self._taken):
            each.close()

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._listening.accept()
            except OSError:  # closed
                return
            self._taken.append(taken)
