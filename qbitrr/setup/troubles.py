"""
What is in the way to a program, for the person who is setting it up: one sentence, and what helps.

Nothing of an answer's body is in it: whoever may have programs tested could read other services by it.
"""

import re
from collections.abc import Mapping

from qbitrr.errors import (
    BadAnswer,
    Banned,
    NotThere,
    Obstacle,
    Rejected,
    RemoteError,
    TooOld,
    Unauthorized,
    Unreachable,
)
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.setup import Trouble

__all__ = ["bad_address", "trouble_of"]

_PATH = "Compare the address with the one in your browser, the path (URL base) included."
_SAME_NETWORK = "In containers localhost is the container itself: use the name of the other container."
_WAYS: Mapping[Obstacle, tuple[str, str]] = {
    Obstacle.REFUSED: ("Nobody listens at {place}.", f"Is {{program}} running, and is the port right? {_SAME_NETWORK}"),
    Obstacle.UNKNOWN_NAME: ("The name {host} is not known here.", "Check its spelling, or use its IP address."),
    Obstacle.NO_ROUTE: ("There is no way to {host} from here.", "Check the address, and the network of the container."),
    Obstacle.TIMEOUT: ("{place} does not answer in time.", "Check the address and firewalls on the way; try again."),
    Obstacle.DROPPED: ("{place} hung up.", "Is it https instead of http, or a port of something else?"),
    Obstacle.CERTIFICATE: (
        "The certificate of {place} is not trusted here (self-signed, expired, or of an unknown authority).",
        "Accept any certificate of it (SkipTLSVerify = true), or make its authority known to this machine.",
    ),
    Obstacle.CERTIFICATE_NAME: (
        "The certificate of {place} is for another name.",
        "Use the name in the certificate, or accept any certificate of it (SkipTLSVerify = true).",
    ),
    Obstacle.TLS: ("{place} does not speak TLS as we do.", "If it is plain http there, write http:// in the address."),
    Obstacle.NOT_HTTP: ("{place} does not speak HTTP.", "Check the port; if it is https there, write https://."),
    Obstacle.WEB_PAGE: (
        "A web page answers at {place}, not the API of {program}.",
        f"A proxy may ask for its own login there: let the API pass it, or use the address inside your network. {_PATH}",
    ),
    Obstacle.NO_LOGIN: ("{program} at {place} asks for a login.", "Give its user name and password."),
    Obstacle.WRONG_LOGIN: (
        "{program} at {place} refuses this user name or password.",
        "They are those of its Web UI (Tools, Options, Web UI); a few wrong ones get an address banned for an hour.",
    ),
    Obstacle.WRONG_KEY: ("{program} at {place} refuses this API key.", "Copy it again from its settings."),
    Obstacle.HOST_NAME: (
        "What answers at {place} does not want to be called by this name (HTTP 401).",
        "If it is qBittorrent, switch off its host header validation or add the name to its server domains (Options, Web UI).",
    ),
    Obstacle.AVOIDED: ("{host} is an address of this link only; it is not asked.", "Use the address of the program."),
}


def bad_address(error: BadAddress) -> Trouble:
    """Text that is no address."""
    return Trouble("bad_address", f"The address {error}.", f"{error.remedy}.")


def trouble_of(error: RemoteError, program: str, address: Address) -> Trouble:
    """What *error* of a request to the *program* at *address* means to a person."""
    words = {"program": program, "place": address.place, "host": address.host}
    if error.obstacle in _WAYS:
        text, remedy = _WAYS[error.obstacle]
        return Trouble(error.obstacle, text.format(**words), remedy.format(**words))
    if error.obstacle is Obstacle.REDIRECT:
        return _redirected(error, address)
    match error:
        case Banned():
            text = f"{program} at {address.place} has banned this address after too many failed logins."
            return Trouble("banned", text, "Wait until the ban is over (an hour, mostly), or restart qBittorrent.")
        case Unauthorized():
            text = f"{program} at {address.place} refuses this API key."
            return Trouble(Obstacle.WRONG_KEY, text, "Copy it from the Arr: Settings, General, Security, API Key.")
        case NotThere():
            return Trouble("not_found", f"There is no {program} at {address.url} (HTTP 404).", _PATH)
        case Rejected(status=400) if address.scheme == "http":
            return Trouble("refusal", f"{address.place} refuses the request (HTTP 400).", "Is it https there?")
        case Rejected(status=status):
            return Trouble("refusal", f"{address.place} answers HTTP {status}.", f"Look into the log of {program}.")
        case TooOld(why=why):
            return Trouble("too_old", f"{why}.", "Update it.")
        case BadAnswer():
            return Trouble("wrong_program", f"What answers at {address.place} is not {program}.", _PATH)
        case Unreachable() if re.match(r"HTTP 5\d\d|HTTP 429", error.why):
            text = f"{address.place} says that it is not ready ({error.why[:8]})."
            return Trouble("starting", text, "It may be starting, or a proxy does not reach it: try again in a moment.")
        case _:
            return Trouble(Obstacle.OTHER, f"{address.place} was not reached.", "Check the address; try again.")


def _redirected(error: RemoteError, address: Address) -> Trouble:
    elsewhere = re.match(r"redirects to (https?://[\w.:\[\]-]+)", error.why)
    target = f" to {elsewhere[1]}" if elsewhere else ""
    remedy = "If that is the right address, use it; if it is the login page of a proxy, let the API pass it."
    return Trouble(Obstacle.REDIRECT, f"{address.place} sends its visitors elsewhere{target}.", remedy)
