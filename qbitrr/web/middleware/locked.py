"""
What everybody sees who comes without a credential while the configuration would let in everybody from everywhere.
"""

from html import escape

from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import Refusal, is_browsed, never_cache, problem

__all__ = ["LOCKED_TEXT", "LockedOut", "locked_page"]

LOCKED_TEXT = (
    "Locked: WebUI.AuthDisabled is true although others can reach this address. In config.toml write AuthDisabled = false, "
    'or Host = "127.0.0.1", or AllowInsecureExposure = true if everybody may do everything. Torrents are taken care of meanwhile.'
)
_HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>qbitrr is locked</title>'


class LockedOut(Refusal):
    """Nobody gets in without a credential."""


def locked_page(request: IRequest, locked: LockedOut) -> bytes:
    """A page for a browser that goes there, the usual error for all others."""
    never_cache(request)
    if not is_browsed(request):
        return problem(request, locked.status, locked.text, locked.code)
    body = f"{_HEAD}<h1>qbitrr is locked</h1><p>{escape(locked.text)}</p>".encode()
    request.setResponseCode(locked.status)
    request.setHeader(b"content-type", b"text/html; charset=utf-8")
    request.setHeader(b"content-length", b"%d" % len(body))
    return body
