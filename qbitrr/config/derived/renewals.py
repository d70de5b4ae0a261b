"""What happens when a key changes, in the words of the API and in words for people."""

from attrs import frozen

from qbitrr.config.schema.keys import Reload

__all__ = ["Renewal", "renewal"]


@frozen(kw_only=True)
class Renewal:
    """*word* is what forms and the manual call it, *effect* a sentence. *at_once*: nothing is stopped for it."""

    word: str
    effect: str
    at_once: bool = True


_LIVE = Renewal(word="live", effect="Taken over at once.")
_SECTION = Renewal(word="single_arr", effect="This instance starts anew; nothing is lost.", at_once=False)
_CLIENT = Renewal(word="single_qbit", effect="The connection to this client is made anew.", at_once=False)
_RENEWALS = {
    Reload.FRONTEND: Renewal(word="frontend", effect="Taken over at once by open browsers."),
    Reload.WEBUI: Renewal(word="webui", effect="Taken over at once by the web interface."),
    Reload.LIVE: _LIVE,
    Reload.QBIT: Renewal(word="qbit_hot", effect="Taken over at once by the rules of this client."),
    Reload.ARR: _SECTION,
    # The other program starts more anew; here profiles and the settings of the whole program are taken over while it runs.
    Reload.ARR_SEARCH: _LIVE,
    Reload.FULL: _LIVE,
}


def renewal(kind: str, reload: Reload) -> Renewal:
    """What a change of a key of this class renews, in a section of that *kind*."""
    return _CLIENT if kind == "qBit" and reload is Reload.FULL else _RENEWALS[reload]
