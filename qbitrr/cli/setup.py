"""`qbitrr setup`: a first configuration, from what a person and the programs say; or more sections for one there is."""

import os
import signal
import sys
from typing import Any

from attrs import frozen

from qbitrr.cli.in_background import InBackground, reactor_in_background
from qbitrr.cli.verb import DONE, PROBLEMS, Verb, words

__all__ = ["SetupVerb"]

_INTERRUPTED = 130
_NO_TERMINAL = """\
qbitrr: setup asks questions, and there is no terminal to ask them at.
Run it in one (docker: with -it), or give the answers in a file: qbitrr setup --answers FILE (- reads standard input)."""
_NOTHING = "Nothing was written."


class SetupVerb(Verb):
    """Writes when everything is asked and agreed to, and not before."""

    usage_line = "qbitrr setup [options]"
    optParameters = [
        ["data", "d", None, "Folder for the configuration (default: as with run)."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
        ["answers", "a", None, "TOML file with all answers, - for standard input: nothing is asked then."],
    ]
    optFlags = [["add", None, "With --answers: add the sections to a configuration that has some already."]]

    def act(self) -> int:
        from qbitrr.config.files import data_folder
        from qbitrr.config.problems import ConfigError

        if not self["answers"] and not (sys.stdin.isatty() and sys.stdout.isatty()):
            print(_NO_TERMINAL, file=sys.stderr)
            return PROBLEMS
        folder = data_folder(os.environ, os.getcwd(), os.path.exists, self["data"]).path
        path = self["config"] or os.path.join(folder, "config.toml")
        try:
            there = _there(path)
            with reactor_in_background() as wait:
                return self._answered(path, there, wait) if self["answers"] else _asked(path, there, wait)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # for those who press it twice
            print(f"\n{_NOTHING}", file=sys.stderr)
            return _INTERRUPTED
        except (ConfigError, OSError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS

    def _answered(self, path: str, there: "FileThere", wait: InBackground) -> int:
        from qbitrr.config.files import read_file
        from qbitrr.setup.answers_file import read_answers
        from qbitrr.setup.connections import Connections
        from qbitrr.setup.service import planned_answers

        if there.names_programs and not self["add"]:
            print(f"qbitrr: {path} has programs already: --add adds to it. {_NOTHING}", file=sys.stderr)
            return PROBLEMS
        source = self["answers"]
        text = sys.stdin.read() if source == "-" else read_file(source)
        answers = read_answers(text, "standard input" if source == "-" else source)
        plan = wait(lambda loop: planned_answers(Connections(loop), answers, there.present))
        draft = there.draft(plan)
        for note in draft.notes:
            print(f"note: {note}")
        for refusal in draft.refusals:
            print(f"qbitrr: {refusal}", file=sys.stderr)
        if draft.refusals:
            print(_NOTHING, file=sys.stderr)
            return PROBLEMS
        return _write(path, there, draft, plan.dry_run)


@frozen(kw_only=True)
class FileThere:
    """The file as it is: its *text* (None: there is none), and the configuration it has if it *names_programs*."""

    text: str | None
    names_programs: bool = False
    present: Any = None

    def draft(self, plan: Any) -> Any:
        """The file that *plan* comes to."""
        from secrets import token_hex

        from qbitrr.setup.drafting import drafted

        return drafted(plan, token_hex(32), self.text)


def _there(path: str) -> FileThere:
    """Raises `ConfigError` for a file that cannot be read: it is not for us to replace."""
    from qbitrr.config.files import read_file
    from qbitrr.config.load import load
    from qbitrr.setup.drafting import names_programs

    try:
        text = read_file(path)
    except FileNotFoundError:
        return FileThere(text=None)
    loaded = load(text, os.environ, path, read_file=read_file)
    named = names_programs(text)
    return FileThere(text=text, names_programs=named, present=loaded.config if named else None)


def _asked(path: str, there: FileThere, wait: InBackground) -> int:
    from qbitrr.setup.terminal.conversation import Conversation
    from qbitrr.setup.terminal.person import GoBack, Leave, TerminalPerson

    person = TerminalPerson()
    try:
        person.say(f"This sets up {path}.")
        if there.names_programs and not _wants_more(person, path, there):
            raise Leave
        conversation = Conversation(
            person, _Asking(wait), draft=there.draft, is_folder=os.path.isdir, present=there.present
        )
        draft, dry_run = conversation.hold()
    except (Leave, GoBack, EOFError):
        print(_NOTHING)
        return PROBLEMS
    return _write(path, there, draft, dry_run)


def _wants_more(person: Any, path: str, there: FileThere) -> bool:
    config = there.present
    names = [each.section for each in (*config.qbits, *config.arrs, *config.broken)]
    person.say(f"There is a configuration already, with {', '.join(names)}. It is not replaced.")
    wanted: int = person.choose("What now?", ["add programs to it", "leave it as it is"], 1)
    return wanted == 0


class _Asking:
    """Asks programs and waits."""

    def __init__(self, wait: InBackground) -> None:
        self._wait = wait

    def arr(self, answers: Any) -> Any:
        from qbitrr.setup.arr_questions import ask_arr
        from qbitrr.setup.connections import Connections

        return self._wait(lambda loop: ask_arr(Connections(loop), answers))

    def qbittorrent(self, answers: Any) -> Any:
        from qbitrr.setup.connections import Connections
        from qbitrr.setup.qbittorrent_questions import ask_qbittorrent

        return self._wait(lambda loop: ask_qbittorrent(Connections(loop), answers))


def _write(path: str, there: FileThere, draft: Any, dry_run: bool) -> int:
    from qbitrr.config.files import save

    if _there(path).text != there.text:
        print(f"qbitrr: {path} was changed meanwhile: run setup again. {_NOTHING}", file=sys.stderr)
        return PROBLEMS
    os.makedirs(os.path.dirname(path) or ".", mode=0o755, exist_ok=True)
    save(path, draft.text)
    print(_next(path, draft.text, dry_run))
    return DONE


def _next(path: str, text: str, dry_run: bool) -> str:
    from qbitrr.config.load import load

    web = load(text, os.environ).config.webui
    here = "localhost" if web.host in ("0.0.0.0", "::", "127.0.0.1") else web.host  # noqa: S104 - compared
    lines = [
        f"\nWritten to {path}.",
        "",
        "Next:",
        f"  Start it: qbitrr run --config {path}" if not path.endswith("/config.toml") else "  Start it: qbitrr run",
        "  (one that is running takes it within seconds).",
        f"  Look at http://{here}:{web.port}{web.url_base}/ui; scripts send the token in the file (WebUI.Token).",
    ]
    if dry_run:
        lines.append(
            "  Nothing is changed anywhere yet. When what it would do is right, write DryRun = false in the file."
        )
    return "\n".join(lines)
