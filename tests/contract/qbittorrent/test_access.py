"""Who gets in, and how those who do not are turned away."""

import base64

import pytest

from tests.contract.qbittorrent.harness import Answer, Subject, Visitor

TEXT = "text/plain; charset=UTF-8"
BANNED = "Your IP address has been banned after too many failed authentication attempts."


def _is_good_login(subject: Subject, answer: Answer) -> bool:
    if subject.profile.modern_login:
        return (answer.status, answer.body, answer.content_type) == (204, b"", None)
    return (answer.status, answer.text, answer.content_type) == (200, "Ok.", TEXT)


def _is_wrong_login(subject: Subject, answer: Answer) -> bool:
    wrong = (401, "Unauthorized") if subject.profile.modern_login else (200, "Fails.")
    return (answer.status, answer.text, answer.cookies) == (*wrong, ())


def test_a_good_login_gives_a_cookie_of_the_release(subject: Subject) -> None:
    """The session cookie has the name and the attributes of its release and opens the API."""
    visitor = subject.visitor()
    answer = visitor.login()
    assert _is_good_login(subject, answer)
    assert len(answer.cookies) == 1
    name, _, attributes = answer.cookies[0].partition("=")
    assert name == subject.profile.cookie_name(subject.port)
    assert "; HttpOnly" in attributes
    assert "; path=/" in attributes
    same_site = "Lax" if subject.profile.has(5, 2) else "Strict"
    assert f"; SameSite={same_site}" in attributes
    assert ("; expires=" in attributes) is subject.profile.has(5, 2)
    assert len(attributes.partition(";")[0]) == 32
    assert visitor.get("app/version").status == 200


@pytest.mark.parametrize("form", [{"username": "admin", "password": "bad"}, {"username": "admin"}, {}])
def test_a_wrong_login_is_told_as_its_release_does(subject: Subject, form: dict[str, str]) -> None:
    """Wrong and missing credentials are one and the same."""
    visitor = subject.visitor()
    assert _is_wrong_login(subject, visitor.post("auth/login", **form))
    assert _is_good_login(subject, visitor.login())  # resets the counter


def test_a_login_with_a_session_looks_at_nothing(subject: Subject, admin: Visitor) -> None:
    """Whoever is in gets no new cookie and may write any password."""
    answer = admin.post("auth/login", username="admin", password="nonsense")
    assert _is_good_login(subject, answer)
    assert answer.cookies == ()


def test_a_login_by_get_is_refused(subject: Subject) -> None:
    """Logging in is an action like any other: POST only, also without a session."""
    answer = subject.visitor().get("auth/login", username="admin", password="adminadmin")
    assert (answer.status, answer.text) == (405, "Method Not Allowed")


@pytest.mark.parametrize("path", ["app/version", "app/nosuch", "nosuch/thing", "torrents/delete"])
def test_without_a_session_everything_is_forbidden(subject: Subject, path: str) -> None:
    """403 comes before 404 and 405."""
    answer = subject.visitor().get(path)
    assert (answer.status, answer.text, answer.content_type) == (403, "Forbidden", TEXT)


def test_a_made_up_cookie_is_no_session(subject: Subject) -> None:
    """An unknown session id is as good as none."""
    visitor = subject.visitor()
    visitor.cookie = f"{subject.profile.cookie_name(subject.port)}=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert visitor.get("app/version").status == 403


def test_logout_ends_the_session(subject: Subject) -> None:
    """The cookie is taken back and does not work any more."""
    visitor = subject.visitor()
    visitor.login()
    answer = visitor.post("auth/logout")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.cookies[-1].startswith(f"{subject.profile.cookie_name(subject.port)}=; expires=")
    assert visitor.get("app/version").status == 403


def test_the_sixth_login_finds_the_address_banned(fresh: Subject) -> None:
    """After five failures a good password is refused as well, while a session from before goes on working."""
    earlier, visitor = fresh.visitor(), fresh.visitor()
    earlier.login()
    for _ in range(5):
        assert _is_wrong_login(fresh, visitor.post("auth/login", username="admin", password="bad"))
    answer = visitor.login()
    assert (answer.status, answer.text) == (403, BANNED)
    assert visitor.get("app/version").text == "Forbidden"
    assert earlier.get("app/version").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "http://evil.example/"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9"},
        {"Host": "127.0.0.1:9"},
    ],
)
def test_foreign_hosts_and_origins_are_unauthorized(subject: Subject, headers: dict[str, str]) -> None:
    """A Host with another port, or an Origin or Referer of another place: 401, for logins as for reads."""
    visitor = subject.visitor()
    answer = visitor.login("admin", "adminadmin", **headers)
    assert (answer.status, answer.text, answer.cookies) == (401, "Unauthorized", ())
    visitor.login()
    assert visitor.get("app/version", headers).status == 401


def test_own_origin_and_foreign_names_pass(subject: Subject) -> None:
    """An Origin equal to Host is fine, and so is any name in Host, as long as the port is ours."""
    visitor = subject.visitor()
    own = f"http://127.0.0.1:{subject.port}"
    assert _is_good_login(subject, visitor.login("admin", "adminadmin", Origin=own, Referer=f"{own}/"))
    assert _is_good_login(subject, subject.visitor().login("admin", "adminadmin", Host=f"qbit.example:{subject.port}"))


def test_unknown_actions_and_scopes_are_not_found(subject: Subject, admin: Visitor) -> None:
    """404 for those who are in; the text for actions changed with 5.2."""
    action = admin.get("app/nosuch")
    assert (action.status, action.text) == (404, subject.profile.unknown_action)
    scope = admin.get("nosuch/thing")
    assert (scope.status, scope.text) == (404, "Not Found")


@pytest.mark.parametrize("path", ["torrents/delete", "torrents/add", "app/setPreferences", "torrents/recheck"])
def test_actions_refuse_get(subject: Subject, admin: Visitor, path: str) -> None:
    """What changes something is POST only; this comes before missing parameters."""
    answer = admin.get(path, hashes="all")
    assert (answer.status, answer.text) == (405, "Method Not Allowed")


def test_reads_accept_post(subject: Subject, admin: Visitor) -> None:
    """A read may come as POST, with its parameters in the body."""
    answer = admin.post("torrents/info", filter="all")
    assert (answer.status, answer.json) == (200, [])


def test_a_json_body_is_refused_without_a_word(subject: Subject, admin: Visitor) -> None:
    """Bodies that are no form: 400, empty, without a content type."""
    answer = admin.send("POST", "torrents/delete", b'{"hashes": "all"}', "application/json")
    assert (answer.status, answer.body, answer.content_type) == (400, b"", None)


def test_missing_parameters_are_named_since_5_2(subject: Subject, admin: Visitor) -> None:
    """Absent parameters are a 400; an empty value is present."""
    one = admin.post("torrents/delete", hashes="all")
    assert (one.status, one.text) == (400, subject.profile.missing_parameters(["deleteFiles"]))
    both = admin.post("torrents/delete")
    assert (both.status, both.text) == (400, subject.profile.missing_parameters(["hashes", "deleteFiles"]))
    assert admin.post("torrents/delete", hashes="", deleteFiles="").status == 200


def test_parameters_of_a_post_come_from_its_body_alone(subject: Subject, admin: Visitor) -> None:
    """A query on a POST is not read."""
    assert admin.send("POST", "torrents/delete?hashes=all&deleteFiles=false", b"").status == 400


def test_versions(subject: Subject, admin: Visitor) -> None:
    """Version texts are plain and belong together."""
    version, api = admin.get("app/version"), admin.get("app/webapiVersion")
    assert version.content_type == TEXT
    assert version.text.startswith(f"v{subject.profile.name}.")
    if not subject.is_real:
        assert (version.text, api.text) == (subject.profile.version, subject.profile.web_api)
    assert set(admin.get("app/buildInfo").json) == set(subject.profile.build)
    assert admin.get("app/defaultSavePath").text.rstrip("/") == str(subject.save_path)


def test_basic_credentials_open_a_session_since_5_2(subject: Subject) -> None:
    """Before 5.2 the header is ignored; since, wrong ones are 401 and good ones set a cookie."""
    good = {"Authorization": f"Basic {base64.b64encode(b'admin:adminadmin').decode()}"}
    bad = {"Authorization": f"Basic {base64.b64encode(b'admin:x').decode()}"}
    accepted, refused = subject.visitor().get("app/version", good), subject.visitor().get("app/version", bad)
    if subject.profile.has(5, 2):
        assert (accepted.status, len(accepted.cookies)) == (200, 1)
        assert (refused.status, refused.text) == (401, "Unauthorized")
        subject.visitor().login()  # resets the counter
    else:
        assert (accepted.status, refused.status) == (403, 403)


def test_an_api_key_replaces_the_session_since_5_2(subject: Subject, admin: Visitor) -> None:
    """A key opens the API without cookie and origin check, but neither logins nor, once deleted, anything."""
    made = admin.post("app/rotateAPIKey")
    if not subject.profile.has(5, 2):
        assert (made.status, made.text) == (404, "Not Found")
        return
    key = made.json["apiKey"]
    assert key.startswith("qbt_")
    assert len(key) == 32
    bearer = {"Authorization": f"Bearer {key}", "Origin": "http://evil.example"}
    stranger = subject.visitor()
    answer = stranger.get("sync/maindata", bearer)
    assert (answer.status, answer.cookies) == (200, ())
    assert stranger.get("sync/maindata", bearer, rid=answer.json["rid"]).json == {"rid": answer.json["rid"] + 1}
    assert stranger.post("auth/login", bearer, username="admin", password="adminadmin").status == 403
    assert stranger.get("app/version", {"Authorization": f"Bearer {key[:-1]}!"}).status == 403
    assert stranger.get("app/version", {**bearer, "Host": "127.0.0.1:9"}).status == 401
    assert admin.post("app/deleteAPIKey").status == 204
    assert stranger.get("app/version", bearer).status == 403


def test_bypassing_logins_gives_each_request_without_cookie_a_session(subject: Subject, admin: Visitor) -> None:
    """With the bypass on, a visitor that ignores cookies is let in and never gets a delta."""
    admin.post("app/setPreferences", json='{"bypass_local_auth": true}')
    try:
        stranger = subject.visitor()
        first = stranger.get("sync/maindata")
        again = stranger.get("sync/maindata", rid=first.json["rid"])
        assert (first.status, len(first.cookies), len(again.cookies)) == (200, 1, 1)
        assert again.json.get("full_update") is True
    finally:
        admin.post("app/setPreferences", json='{"bypass_local_auth": false}')
    assert subject.visitor().get("app/version").status == 403
