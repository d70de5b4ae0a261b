"""Nobody's interface is opened silently."""

from pathlib import Path

import pytest

from qbitrr.config.checks.web import RESERVED
from qbitrr.config.load import load
from qbitrr.config.values.hosts import is_loopback
from qbitrr.resolved.web_access import web_access
from qbitrr.web.http.routes import CALLBACK
from tests.web.program import Client


@pytest.mark.parametrize(
    ("text", "open_to_all", "listen"),
    [
        # nothing said: closed, but for a file of the other program that was for this machine alone
        ("", False, "0.0.0.0"),
        ("[WebUI]\nHost = '127.0.0.1'\n", True, "127.0.0.1"),
        ("[Settings]\nSchemaVersion = 1\n[WebUI]\nHost = '127.0.0.1'\n", False, "127.0.0.1"),
        ("[Settings]\nSchemaVersion = 1\n", False, "0.0.0.0"),
        ("[WebUI]\nHost = '192.168.1.5'\n", False, "192.168.1.5"),
        # a token used to be the switch
        ("[WebUI]\nToken = 't'\n", False, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = false\n", False, "0.0.0.0"),
        # files of 5.10 to 5.12 say it openly
        ("[WebUI]\nAuthDisabled = true\n", True, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = true\nAllowInsecureExposure = true\n", True, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = true\nAllowInsecureExposure = false\n", False, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = true\nAllowInsecureExposure = false\nHost = 'nas.lan'\n", False, "nas.lan"),
        ("[WebUI]\nAuthDisabled = true\nAllowInsecureExposure = false\nHost = '::1'\n", True, "::1"),
        # values that cannot be read
        ("[WebUI]\nAuthDisabled = 'true'\n", False, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = true\nAllowInsecureExposure = 'yes'\n", False, "0.0.0.0"),
        ("[WebUI]\nAuthDisabled = false\nHost = 5\n", False, "127.0.0.1"),
        ("WebUI = 5\n", False, "127.0.0.1"),
    ],
)
def test_who_may_reach_the_interface(text: str, open_to_all: bool, listen: str) -> None:
    """The switch, the address, and a word about it whenever it is open."""
    result = load(text, {})
    webui = result.config.webui
    assert (web_access(webui).auth_disabled, webui.host) == (open_to_all, listen)
    if webui.auth_disabled and "= true\nAllowInsecureExposure = true" not in text and "::1" not in text:
        assert [problem for problem in result.problems if problem.severity != "notice"]


def test_an_older_token_is_a_token() -> None:
    """A token in the place of 5.0 switches authentication on as well."""
    assert not load("[Settings]\nWebUIToken = 't'\n", {}).config.webui.auth_disabled


def test_logins_that_cannot_work_are_mentioned() -> None:
    """Switched on but incomplete."""
    text = "[Settings]\nSchemaVersion = 1\n[WebUI]\nAuthDisabled = false\nLocalAuthEnabled = true\nOIDCEnabled = true\n"
    messages = [problem.key for problem in load(text, {}).problems]
    assert messages == ["LocalAuthEnabled", "OIDCEnabled"]
    complete = "Username = 'u'\nPasswordHash = 'h'\n[WebUI.OIDC]\nAuthority = 'https://idp'\nClientId = 'c'\n"
    result = load(text + complete, {})
    assert result.problems == ()
    assert result.config.webui.oidc_ready


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_this_machine(host: str) -> None:
    """Addresses only this machine can reach."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "nas", "127.0.0.1.evil.example", ""])
def test_others(host: str) -> None:
    """Everything else is taken as public, wildcards and names included."""
    assert not is_loopback(host)


@pytest.mark.parametrize("path", ["/api", "web/", "/UI/x", "/static", "/health"])
def test_paths_of_the_program_itself_are_taken(path: str) -> None:
    """A path that would hide them is not used, and said; both ends must agree about the way back from a login."""
    result = load(f'[WebUI]\nAuthDisabled = false\nUrlBase = "{path}"\nOIDC.CallbackPath = "{path}"\n', {})
    assert (result.config.webui.url_base, result.config.webui.oidc.callback_path) == ("", "/signin-oidc")
    assert [each.key for each in result.problems if each.severity == "error"] == ["UrlBase", "OIDC.CallbackPath"]


@pytest.mark.parametrize("path", ["/qbitrr", "/apis", "/x/api", ""])
def test_other_paths_are_free(path: str) -> None:
    """Only where they begin counts."""
    assert (
        load(f'[Settings]\nSchemaVersion = 1\n[WebUI]\nAuthDisabled = false\nUrlBase = "{path}"\n', {}).problems == ()
    )


def test_the_taken_paths_are_those_of_the_routes(tmp_path: Path) -> None:
    """A new route that begins in another way is reserved, too."""
    routes = Client(tmp_path).api.routes
    assert {route.path.split("/")[1] for route in routes} - {""} <= RESERVED | {CALLBACK[1:]}


def test_proxies_that_are_none() -> None:
    """Each is named; nobody else takes their place, and a header that names people is believed from named proxies only."""
    text = "[Settings]\nSchemaVersion = 1\n[WebUI]\nBehindHttpsProxy = true\nTrustedProxies = ['nginx', '10.0.0.0/8']\n"
    result = load(text, {})
    assert [problem.value for problem in result.problems] == ["'nginx'"]
    named = web_access(result.config.webui).proxies
    assert (named.trusts("10.1.1.1"), named.trusts("192.168.1.1"), named.named) == (True, False, True)
    nobody = web_access(load(text.replace(", '10.0.0.0/8'", ""), {}).config.webui).proxies
    assert not any(map(nobody.trusts, ("127.0.0.1", "10.1.1.1", "::1")))
    header = "ForwardAuthHeader = 'Remote-User'\n"
    assert web_access(load(text + header, {}).config.webui).forward_auth_header == "remote-user"
    for less in ("TrustedProxies = ['nginx', '10.0.0.0/8']\n", "BehindHttpsProxy = true\n"):
        result = load(text.replace(less, "") + header, {})
        assert "ForwardAuthHeader" in [problem.key for problem in result.problems]
        assert web_access(result.config.webui).forward_auth_header == ""


@pytest.mark.parametrize(
    "line", ["AllowedUsers = ['']", "AllowedUsers = 5", "AllowedGroups = {}", "AllowedGroups = [1]"]
)
def test_lists_that_name_nobody(line: str) -> None:
    """Do not let everybody in: single sign-on stays off. An empty list does."""
    start = "[Settings]\nSchemaVersion = 1\n[WebUI]\nOIDCEnabled = true\n[WebUI.OIDC]\nAuthority = 'https://idp'\nClientId = 'c'\n"
    result = load(start + line, {})
    assert not result.config.webui.oidc_ready
    assert [problem for problem in result.problems if problem.severity == "error"]
    assert load(start + "AllowedUsers = []\n", {}).config.webui.oidc_ready
