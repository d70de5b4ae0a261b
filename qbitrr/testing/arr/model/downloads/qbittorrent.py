"""
The download client over HTTP: any qBittorrent Web API from 4.1 to 5.3, with cookie login.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import treq
from treq.client import HTTPClient
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime
from zope.interface import implementer

from qbitrr.testing.arr.model.downloads.downloads import Download, IDownloads

__all__ = ["ClientTrouble", "HttpDownloads"]

_BOUNDARY = "----simulated-arr-torrent-file"


class ClientTrouble(Exception):
    """qBittorrent did not do what it was asked: *status* of its answer, its text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"HTTP {status}: {text[:200]}")
        self.status = status


@implementer(IDownloads)
class HttpDownloads:
    """
    A qBittorrent at *url*, which may carry the credentials: `http://user:password@127.0.0.1:8080`.

    *http* is the treq client to use; it keeps the session's cookie. Calls give up after *patience* seconds of *clock*.
    """

    def __init__(self, url: str, http: HTTPClient, clock: IReactorTime, *, patience: float = 15.0) -> None:
        parts = urlsplit(url)
        self._credentials = {"username": parts.username or "admin", "password": parts.password or "adminadmin"}
        port = f":{parts.port}" if parts.port else ""
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._base = f"{parts.scheme}://{self.host}{port}{parts.path.rstrip('/')}/api/v2/"
        self._http, self._clock, self._patience = http, clock, patience

    async def options(self) -> Mapping[str, Any]:
        """The preferences; the version is asked for before, as the applications do."""
        await self._call("GET", "app/webapiVersion")
        return await treq.json_content(await self._call("GET", "app/preferences"))

    async def listing(self, category: str) -> list[Download]:
        """`torrents/info` of the category."""
        params = {"category": category} if category else {}
        response = await self._call("GET", "torrents/info", params=params)
        return [Download.from_api(record) for record in await treq.json_content(response)]

    async def add(self, *, magnet: str, torrent: bytes, category: str) -> None:
        """`torrents/add`, started. 4.x reads `paused`, 5.x `stopped`; each ignores the other."""
        await self._call("GET", "app/webapiVersion")
        form = {"category": category, "paused": "false", "stopped": "false"}
        if torrent:
            headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
            response = await self._call("POST", "torrents/add", data=_multipart(form, torrent), headers=headers)
        else:
            response = await self._call("POST", "torrents/add", data=form | {"urls": magnet})
        if (await response.text()).strip() == "Fails.":
            raise ClientTrouble(response.code, "Fails.")

    async def delete(self, hash: str, with_files: bool) -> None:
        """`torrents/delete`."""
        form = {"hashes": hash.lower(), "deleteFiles": "true" if with_files else "false"}
        await self._call("POST", "torrents/delete", data=form)

    async def set_category(self, hash: str, category: str) -> None:
        """`torrents/setCategory`, making the category first when it is not there."""
        form = {"hashes": hash.lower(), "category": category}
        try:
            await self._call("POST", "torrents/setCategory", data=form)
        except ClientTrouble as trouble:
            if trouble.status != 409:
                raise
            await self._call("POST", "torrents/createCategory", data={"category": category})
            await self._call("POST", "torrents/setCategory", data=form)

    async def _call(self, method: str, action: str, **rest: Any) -> Any:
        """The answer to one call; logs in and repeats once on 403. ClientTrouble for any other refusal."""
        response = await self._send(method, action, **rest)
        if response.code == 403:
            await response.content()
            await self._login()
            response = await self._send(method, action, **rest)
        if response.code >= 400:
            raise ClientTrouble(response.code, await response.text())
        return response

    async def _login(self) -> None:
        response = await self._send("POST", "auth/login", data=self._credentials)
        text = await response.text()
        if response.code not in (200, 204) or text.strip() == "Fails.":
            raise ClientTrouble(response.code, text or "login refused")

    async def _send(self, method: str, action: str, **rest: Any) -> Any:
        sent: Deferred[Any] = self._http.request(method, self._base + action, **rest)
        return await sent.addTimeout(self._patience, self._clock, onTimeoutCancel=_timed_out)


def _multipart(form: Mapping[str, str], torrent: bytes) -> bytes:
    """The form and a torrent file as one body that can be sent again after a login."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    head = 'Content-Disposition: form-data; name="torrents"; filename="release.torrent"\r\nContent-Type: application/x-bittorrent'
    parts.append(head.encode() + b"\r\n\r\n" + torrent)
    return b"".join(f"--{_BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{_BOUNDARY}--\r\n".encode()


def _timed_out(result: Any, seconds: float) -> Any:
    raise ClientTrouble(503, f"no answer within {seconds:g} s") from CancelledError()
