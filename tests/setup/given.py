"""Strategies: anything people may say and programs may answer."""

from hypothesis import strategies as st

from qbitrr.model.setup import (
    ArrAnswers,
    ArrDownloadClient,
    FoundArr,
    FoundCategory,
    FoundQbittorrent,
    QbittorrentAnswers,
    SetupAnswers,
)

__all__ = ["setups"]

words = st.text(max_size=12)
kinds = st.sampled_from(["radarr", "sonarr", "lidarr", "readarr"])
hosts = st.sampled_from(["localhost", "127.0.0.1", "qbit", "seed.example", "box", "[fd00::1]", "Radarr_4k"])
ports = st.sampled_from(["", ":80", ":443", ":7878", ":8080", ":9090"])
schemes = st.sampled_from(["", "http://", "https://", "http://me:s%40cret@"])
paths = st.sampled_from(["", "/", "/radarr", "/api/v3/queue?apikey=abc", "/settings/general", "?apikey=" + "f" * 32])
addresses = st.one_of(st.builds("{}{}{}{}".format, schemes, hosts, ports, paths), words)
categories = st.one_of(
    st.sampled_from(["radarr", "radarr-4k", "tv", "tv/hd", "failed", "recheck", "qbitrr-quarantine", "a // b"]), words
)

clients = st.builds(
    QbittorrentAnswers,
    address=addresses, user_name=words, password=words, api_key=words, skip_tls_verify=st.booleans(), name=words,
)  # fmt: skip
arrs = st.builds(
    ArrAnswers,
    address=addresses, api_key=words, arr_type=st.one_of(st.just(""), kinds), skip_tls_verify=st.booleans(),
    name=words, category=st.one_of(st.just(""), categories),
)  # fmt: skip
found_clients = st.builds(
    FoundQbittorrent,
    version=words, web_api=words, save_path=words,
    categories=st.lists(st.builds(FoundCategory, name=categories, save_path=words), max_size=2).map(tuple),
)  # fmt: skip
download_clients = st.builds(
    ArrDownloadClient,
    name=words, enabled=st.booleans(), host=st.sampled_from(["localhost", "qbit", "box", "QBIT"]),
    port=st.sampled_from([0, 443, 8080, 9090]), category=categories, imported_category=words,
)  # fmt: skip
found_arrs = st.builds(
    FoundArr,
    arr_type=kinds, app_name=words, version=words, instance_name=words,
    uri=st.sampled_from(["http://radarr:7878", "https://box/radarr", "http://localhost:8989"]),
    root_folders=st.lists(words, max_size=2).map(tuple),
    clients=st.lists(download_clients, max_size=3).map(tuple),
)  # fmt: skip


# What never stands in a file: tests look for it there.
secrets = st.text("0123456789abcdef", min_size=20, max_size=20)


@st.composite
def setups(draw, *, sound: bool = False):
    """Answers with what was found at each, or None; *sound*: nothing in them is in the way of anything else."""
    sane = {"dry_run": st.booleans(), "completed_download_folder": words}
    if sound:
        owned = draw(st.lists(st.sampled_from("abcdefgh"), max_size=4, unique=True))
        kinds_ = [draw(kinds) for _ in owned]
        mine = [
            QbittorrentAnswers(address=f"client{place}", user_name="admin", password=draw(secrets), name=draw(words))
            for place in range(draw(st.integers(0 if owned else 1, 3)))
        ]
        theirs = [
            ArrAnswers(
                address=f"http://arr-{name}",
                api_key=draw(secrets),
                arr_type=kind,
                category=f"cat-{name}",
                name=draw(words),
            )
            for name, kind in zip(owned, kinds_, strict=True)
        ]
        answers = draw(st.builds(SetupAnswers, qbittorrents=st.just(tuple(mine)), arrs=st.just(tuple(theirs)), **sane))
    else:
        some = {"qbittorrents": st.lists(clients, max_size=2), "arrs": st.lists(arrs, max_size=2)}
        answers = draw(st.builds(SetupAnswers, **{name: each.map(tuple) for name, each in some.items()}, **sane))
    seen = [draw(st.one_of(st.none(), found_clients)) for _ in answers.qbittorrents]
    told = [None if sound else draw(st.one_of(st.none(), found_arrs)) for _ in answers.arrs]
    return answers, seen, told
