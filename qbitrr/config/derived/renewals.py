"""What happens when a key changes, in the words of the API and in words for people."""

from attrs import frozen

from qbitrr.config.schema.keys import Reload

__all__ = ["Renewal", "renewal"]


@frozen(kw_only=True)
class Renewal:
    """
    *word* is the `reloadType` of the API when nothing else changes with the key, *effect* a sentence. *at_once*: nothing is stopped
    for it.
    """

    word: str
    effect: str
    at_once: bool = True


_RENEWALS = {
    Reload.FRONTEND: Renewal(word="frontend", effect="Taken over at once by open browsers."),
    Reload.WEBUI: Renewal(word="webui", effect="Taken over at once by the web interface."),
    Reload.LIVE: Renewal(word="live", effect="Taken over at once."),
    Reload.QBIT: Renewal(word="qbit_hot", effect="Taken over at once by the rules of this client."),
    Reload.ARR: Renewal(word="single_arr", effect="This instance starts anew; nothing is lost.", at_once=False),
    Reload.ARR_SEARCH: Renewal(word="single_arr", effect="This instance starts anew; nothing is lost.", at_once=False),
    Reload.FULL: Renewal(
        word="full", effect="What depends on it starts anew; the program keeps running.", at_once=False
    ),
}


def renewal(reload: Reload) -> Renewal:
    """What a change of a key of this class renews."""
    return _RENEWALS[reload]
