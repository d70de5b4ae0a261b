"""The auditor finds nothing wrong with a good run, and each fault in a run it was planted into."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.storm.auditing.audit import QUARANTINE, audit, figures, unfinished
from tests.storm.auditing.observed import Left, Observed, Removed, Request, Seen, Struck
from tests.storm.scenario import Kind, Planned

GRACE = 60.0
WHY = {"text": "It was stalled.", "rule": 12}


def hash_of(number: int) -> str:
    return f"{number:040x}"


STALLED = Planned(client="A", hash=hash_of(1), name="Stalled", kind=Kind.STALLED, movie=11, due_at=100.0)
LIMIT = Planned(client="A", hash=hash_of(2), name="Limit", kind=Kind.LIMIT, movie=12, due_at=100.0)
OTHER_HALF = Planned(client="B", hash=hash_of(2), name="Limit", kind=Kind.HALF_TWIN, movie=12)
FINISHED = Planned(client="A", hash=hash_of(3), name="Finished", kind=Kind.FINISHED, movie=13)
MOVING = Planned(client="B", hash=hash_of(4), name="Moving", kind=Kind.MOVING, movie=14)
UNDONE = Planned(
    client="B", hash=hash_of(5), name="Undone", kind=Kind.MANAGED, movie=15, due_at=100.0, spared_at=130.0, touched=True,
    undone=True, tags=("mine",), auto_tmm=True,
)  # fmt: skip
REVIVED = Planned(
    client="A", hash=hash_of(6), name="Revived", kind=Kind.REVIVED, movie=16, due_at=100.0, spared_at=120.0
)


def entry(act: str, plan: Planned) -> dict[str, object]:
    return {"act": act, "result": "done", "instance": plan.client, "hash": plan.hash, "why": WHY}


def removed(act: str, plan: Planned, at: float, **more: object) -> Removed:
    category = QUARANTINE if act == "delete" else "radarr"
    return Removed(**{"act": act, "at": at, "client": plan.client, "hash": plan.hash, "category": category, **more})  # type: ignore[arg-type]


def there(plan: Planned, **more: object) -> Seen:
    given = {
        "client": plan.client,
        "hash": plan.hash,
        "category": "radarr",
        "tags": plan.tags,
        "auto_tmm": plan.auto_tmm,
    }
    return Seen(**{**given, **more})  # type: ignore[arg-type]


def delete_request(plan: Planned, at: float) -> Request:
    text = f"hashes={plan.hash}&deleteFiles=true"
    return Request(at=at, program=plan.client, method="POST", path="torrents/delete", text=text, status=200)


def good_run() -> Observed:
    """A stalled download was replaced and waits in quarantine, a seed was purged, a finished one imported, one taken back."""
    journal = [
        *(entry(act, STALLED) for act in ("removal", "blocklist", "quarantine")),
        *(entry(act, LIMIT) for act in ("removal", "quarantine", "purge")),
        *(entry(act, UNDONE) for act in ("removal", "quarantine", "undo")),
    ]
    return Observed(
        grace_seconds=GRACE,
        planned=(STALLED, LIMIT, OTHER_HALF, FINISHED, MOVING, UNDONE, REVIVED),
        removed=(
            removed("quarantine", LIMIT, 105.0, progress=1.0),
            removed("quarantine", STALLED, 110.0, progress=0.3),
            removed("quarantine", UNDONE, 112.0, progress=0.3),
            removed("delete", LIMIT, 170.0, progress=1.0, with_files=True),
        ),
        requests=(delete_request(LIMIT, 170.0),),
        torrents=(
            there(STALLED, category=QUARANTINE, stopped=True),
            there(OTHER_HALF),
            there(FINISHED),
            there(MOVING),
            there(UNDONE),
            there(REVIVED),
        ),
        blocked=((108.0, STALLED.hash), (109.0, UNDONE.hash)),
        searches=((111.0, 11), (113.0, 15)),
        scans=((104.0, FINISHED.hash),),
        imported=(FINISHED.hash,),
        left=Left(rows=(STALLED.key,), journal=tuple(journal), integrity={"db/supervisor.db": "ok"}),
    )


def test_a_good_run_is_good() -> None:
    """Nothing is wrong and nothing left to do; the figures count it."""
    run = good_run()
    assert audit(run) == ()
    assert unfinished(run) == ()
    counted = figures(run)
    assert (counted.deletions, counted.quarantined, counted.blocklistings, counted.imports, counted.undos) == (
        1,
        3,
        2,
        1,
        1,
    )


def and_removed(run: Observed, *acts: Removed) -> Observed:
    return replace(run, removed=(*run.removed, *acts))


def without_entries(run: Observed, plan: Planned, *acts: str) -> Observed:
    kept = tuple(e for e in run.left.journal if not (e["hash"] == plan.hash and e["act"] in acts))
    return replace(run, left=replace(run.left, journal=kept))


def with_rows(run: Observed, *rows: tuple[str, str]) -> Observed:
    return replace(run, left=replace(run.left, rows=rows))


PLANTED: dict[str, Callable[[Observed], Observed]] = {
    "deleted twice": lambda run: and_removed(run, removed("delete", LIMIT, 200.0, with_files=True)),
    "delete undue": lambda run: and_removed(run, removed("delete", MOVING, 200.0)),
    "deleted unjournaled": lambda run: without_entries(run, LIMIT, "purge"),
    "row lost": lambda run: with_rows(run),
    "row without torrent": lambda run: with_rows(run, STALLED.key, LIMIT.key),
    "wrong client": lambda run: and_removed(run, removed("delete", OTHER_HALF, 170.0)),
    "searched twice": lambda run: replace(run, searches=(*run.searches, (140.0, 11))),
    "blocklist missing": lambda run: replace(run, blocked=run.blocked[1:]),
}
"""The eight faults of which each must be found."""

ALSO: dict[str, Callable[[Observed], Observed]] = {
    "quarantine undue": lambda run: and_removed(run, removed("quarantine", MOVING, 200.0)),
    "quarantined unjournaled": lambda run: without_entries(run, STALLED, "removal", "quarantine"),
    "blocklisted twice": lambda run: replace(run, blocked=(*run.blocked, (150.0, STALLED.hash))),
    "blocklist undue": lambda run: replace(run, blocked=(*run.blocked, (150.0, FINISHED.hash))),
    "search missing": lambda run: replace(run, searches=run.searches[1:]),
    "not imported": lambda run: replace(run, imported=()),
    "imported twice": lambda run: replace(run, scans=(*run.scans, (150.0, FINISHED.hash))),
    "undo lost": lambda run: replace(run, torrents=(*run.torrents[:4], there(UNDONE, auto_tmm=False), run.torrents[5])),
    "gone": lambda run: replace(run, torrents=run.torrents[1:3]),
    "database damaged": lambda run: replace(
        run, left=replace(run.left, integrity={"db/supervisor.db": "row 3 missing"})
    ),
    "not removed": lambda run: replace(run, planned=(*run.planned, replace(STALLED, hash=hash_of(9), movie=19))),
    "files of others deleted": lambda run: replace(
        run, removed=(*run.removed[:3], removed("delete", LIMIT, 170.0, with_files=True, sharers=("B/other",)))
    ),
    "journaled without reason": lambda run: replace(
        run, left=replace(run.left, journal=tuple({**each, "why": None} for each in run.left.journal))
    ),
}


@pytest.mark.parametrize("kind", [*PLANTED, *ALSO])
def test_a_planted_fault_is_found(kind: str) -> None:
    """A fault in the observations of a good run is called by its name."""
    found = audit({**PLANTED, **ALSO}[kind](good_run()))
    assert kind in {violation.kind for violation in found}, [str(each) for each in found]


@pytest.mark.parametrize(
    ("wrong", "act"),
    [
        ("purged early", removed("delete", STALLED, 130.0)),
        ("purged outside of the quarantine", removed("delete", STALLED, 200.0, category="radarr")),
        ("purged after it was taken back", removed("delete", UNDONE, 200.0)),
        ("quarantined after it completed", removed("quarantine", REVIVED, 140.0)),
        ("not of the scenario", removed("delete", replace(STALLED, hash=hash_of(77)), 200.0)),
    ],
)
def test_due_is_judged_at_the_moment_of_the_act(wrong: str, act: Removed) -> None:
    """What was due once, or will be, is not due now."""
    assert f"{act.act} undue" in {violation.kind for violation in audit(and_removed(good_run(), act))}, wrong


def test_a_search_is_another_one_days_later() -> None:
    """When its clock jumped between, the supervisor could not know that it searched a moment ago; a kill is no such reason."""
    run = PLANTED["searched twice"](good_run())
    jumped = replace(run, struck=(Struck(at=120.0, what="forward", until=130.0),))
    killed = replace(run, struck=(Struck(at=120.0, what="kill 7 before R POST command", until=120.0),))
    assert audit(jumped) == ()
    assert {violation.kind for violation in audit(killed)} == {"searched twice"}


def test_nobody_waits_for_what_stays_wrong() -> None:
    """A storm settles when all is done, however wrong something of it was."""
    assert unfinished(PLANTED["searched twice"](good_run())) == ()
    assert unfinished(ALSO["not imported"](good_run()))


def test_a_look_takes_its_time() -> None:
    """A torrent that completes while it is being put away is not a fault."""
    run = and_removed(good_run(), removed("quarantine", REVIVED, 121.0))
    assert "quarantine undue" not in {violation.kind for violation in audit(run)}


def test_a_second_try_is_right_after_a_crash() -> None:
    """A request to delete is repeated without reproach when something struck between, and not otherwise."""
    run = replace(good_run(), requests=(delete_request(LIMIT, 170.0), delete_request(LIMIT, 180.0)))
    assert "deleted twice" in {violation.kind for violation in audit(run)}
    struck = replace(run, struck=(Struck(at=171.0, what="kill", until=171.0),))
    assert audit(struck) == ()


def test_an_undo_whose_answer_got_lost_may_have_happened_or_not() -> None:
    """But not by half."""
    asked = replace(UNDONE, undone=False, spared_at=None)
    run = replace(good_run(), planned=(*good_run().planned[:5], asked, REVIVED))
    assert audit(run) == ()
    waiting = there(asked, category=QUARANTINE, stopped=True, auto_tmm=False)
    in_quarantine = with_rows(
        replace(run, torrents=(*run.torrents[:4], waiting, run.torrents[5])), STALLED.key, asked.key
    )
    assert audit(in_quarantine) == ()
    half = replace(run, torrents=(*run.torrents[:4], there(asked, stopped=True), run.torrents[5]))
    assert "undo lost" in {violation.kind for violation in audit(half)}
