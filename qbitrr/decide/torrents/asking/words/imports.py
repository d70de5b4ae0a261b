"""
What is said of the checks about the Arr: unwanted files, and whether it is asked to import.
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.asking.words.word import Telling, Tellings
from qbitrr.decide.torrents.content.inspection import can_be_inspected, files_are_known, is_not_inspected
from qbitrr.decide.torrents.content.media import media_may_be_imported
from qbitrr.decide.torrents.hand_over import (
    IMPORT_ATTEMPTS,
    IMPORT_RETRY_SECONDS,
    SETTLE_SECONDS,
    arr_does_nothing_itself,
    attempt_is_due,
    attempts_are_left,
    has_data,
    has_settled,
    is_finished,
    is_for_the_arr,
    is_in_the_arrs_hands,
    is_not_imported_yet,
    is_not_rejected,
    is_not_tagged,
    place_is_found,
    place_is_its_own,
    queue_is_known,
)
from qbitrr.decide.torrents.look import Look
from qbitrr.model.torrents.content.media import Playable
from qbitrr.model.torrents.tags import IMPORTED

__all__ = ["IMPORTS"]

_BY_HAND = "Import it by hand in the Arr, or have it imported with the action import."


def _files_are_known(look: Look) -> Telling:
    inspected = look.memory.inspection.at is not None
    return Telling(
        yes="Its list of files is known.",
        no="Its files were inspected before." if inspected else "Its list of files is not known, or not needed now.",
        measured=None if look.facts.files is None else len(look.facts.files),
        unit="files",
    )


def _is_not_inspected(look: Look) -> Telling:
    return Telling(
        yes="Its files were not inspected yet.",
        no=f"Its {look.memory.inspection.files} files were inspected before.",
        measured=look.memory.inspection.files,
        unit="files",
        setting="Torrent.FileNameExclusionRegex",
    )


def _can_be_inspected(look: Look) -> Telling:
    return Telling(
        yes="It is a download with metadata, or complete.",
        no=f"It cannot be inspected in this state ({look.torrent.state}).",
        measured=look.torrent.state,
    )


def _is_finished(look: Look) -> Telling:
    return Telling(
        yes="It is complete.",
        no="It is not complete." if not look.complete else "Its client does not say since when it is complete.",
        measured=look.torrent.progress,
        configured=1.0,
        unit="share",
        change="It is imported when it is complete.",
    )


def _is_not_tagged(look: Look) -> Telling:
    return Telling(
        yes=f"It does not carry the tag {IMPORTED}.",
        no=f"It carries the tag {IMPORTED}: it was imported.",
        measured=", ".join(look.torrent.tags),
        configured=IMPORTED,
    )


def _has_settled(look: Look) -> Telling:
    wait = SETTLE_SECONDS if look.record is None else look.rules.import_delay_seconds
    return Telling(
        yes="It has been complete for long enough.",
        no=f"It has been complete for less than {span(wait)}.",
        measured=look.complete_seconds,
        configured=wait,
        unit="seconds",
        setting="" if look.record is None else "Torrent.ImportDelay",
    )


def _queue_is_known(look: Look) -> Telling:
    return Telling(
        yes="The queue of the Arr is known.",
        no="The queue of the Arr cannot be read.",
        measured=look.facts.queue_known,
        change="See whether the Arr answers, and whether its API key is right.",
    )


def _has_data(look: Look) -> Telling:
    return Telling(
        yes="There is something of it.",
        no="There is nothing of it.",
        measured=look.torrent.progress,
        unit="share",
    )


def _is_not_rejected(look: Look) -> Telling:
    return Telling(
        yes="Its release was not blocklisted.",
        no="Its release was blocklisted and is replaced; it only keeps its seeding duty.",
        measured=look.memory.replaced.rejected,
    )


def _place_is_found(look: Look) -> Telling:
    return Telling(
        yes="The Arr can find its data.",
        no="Its data is not seen where its client has it.",
        measured=look.torrent.content_path,
        change="See that the Arr and this program see the folder of the client.",
    )


def _place_is_its_own(look: Look) -> Telling:
    return Telling(
        yes="Nothing speaks against handing its place over.",
        no=f"It must not be handed over: {look.facts.path_objection}.",
        measured=look.torrent.content_path,
        change="Move it into a folder of its own in the client, or import it by hand in the Arr.",
    )


def _is_not_imported_yet(look: Look) -> Telling:
    return Telling(
        yes="Nothing proves that it was imported.",
        no="It was imported, as the Arr says.",
        measured=str(look.facts.told) or None,
    )


def _is_in_the_arrs_hands(look: Look) -> Telling:
    return Telling(
        yes="Nobody told the Arr to ignore it.",
        no="The Arr was told to ignore it.",
        measured=_state(look),
        change="Move it to another category and back.",
    )


def _is_for_the_arr(look: Look) -> Telling:
    return Telling(
        yes="The Arr lists it or has grabbed it.",
        no="The Arr neither lists it nor is known to have grabbed it.",
        measured=_state(look) or str(look.facts.told) or None,
        change=_BY_HAND,
    )


def _arr_does_nothing_itself(look: Look) -> Telling:
    return Telling(
        yes="The Arr waits for somebody to have it imported.",
        no=f"The Arr is at work on it, or done with it ({_state(look)}).",
        measured=_state(look),
    )


def _attempts_are_left(look: Look) -> Telling:
    attempts = look.memory.imports.attempts
    return Telling(
        yes=f"The Arr was asked {attempts} times of {IMPORT_ATTEMPTS}.",
        no=f"The Arr was asked {attempts} times to import it and did not.",
        measured=attempts,
        configured=IMPORT_ATTEMPTS,
        unit="attempts",
        change=_BY_HAND,
    )


def _attempt_is_due(look: Look) -> Telling:
    last = look.memory.imports.last_at
    return Telling(
        yes="It is time to ask the Arr.",
        no=f"The Arr was asked less than {span(IMPORT_RETRY_SECONDS)} ago.",
        measured=None if last is None else max(0.0, look.now - last),
        configured=IMPORT_RETRY_SECONDS,
        unit="seconds",
        change=_BY_HAND,
    )


def _media_may_be_imported(look: Look) -> Telling:
    media = look.facts.media
    waits = media.playable is Playable.PENDING
    return Telling(
        yes="Its main file can be played." if media.playable is Playable.GOOD else "Its main file is not looked into.",
        no="Its main file is being looked into." if waits else f"Its main file cannot be played: {media.why}.",
        measured=media.file or None,
        configured=look.rules.verify_before_import,
        setting="Torrent.VerifyBeforeImport",
        change="" if waits else _BY_HAND,
    )


def _state(look: Look) -> str | None:
    return look.facts.record.state if look.facts.record is not None else None


IMPORTS: Tellings = {
    files_are_known: _files_are_known,
    is_not_inspected: _is_not_inspected,
    can_be_inspected: _can_be_inspected,
    is_finished: _is_finished,
    is_not_tagged: _is_not_tagged,
    has_settled: _has_settled,
    queue_is_known: _queue_is_known,
    has_data: _has_data,
    is_not_rejected: _is_not_rejected,
    place_is_found: _place_is_found,
    place_is_its_own: _place_is_its_own,
    is_not_imported_yet: _is_not_imported_yet,
    is_in_the_arrs_hands: _is_in_the_arrs_hands,
    is_for_the_arr: _is_for_the_arr,
    arr_does_nothing_itself: _arr_does_nothing_itself,
    attempts_are_left: _attempts_are_left,
    attempt_is_due: _attempt_is_due,
    media_may_be_imported: _media_may_be_imported,
}
