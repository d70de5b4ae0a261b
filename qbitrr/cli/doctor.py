"""`qbitrr doctor`: what is wrong with the set-up, what to do about it, and doing it where that is safe."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from twisted.python import usage

from qbitrr.cli.in_reactor import asked, in_reactor
from qbitrr.cli.verb import PROBLEMS, Verb, words

__all__ = ["DoctorVerb"]

_LOGOUT_SECONDS = 1.0


class DoctorVerb(Verb):
    """Looks at every program of a configuration; the supervisor need not run, and may."""

    usage_line = "qbitrr doctor [options]"
    optParameters = [
        ["data", "d", None, "Folder with the configuration (default: as with run)."],
        ["config", "c", None, "Configuration file (default: config.toml in the data folder)."],
        ["patience", "p", 30.0, "Seconds that the questions to one program may take.", float],
    ]
    optFlags = [
        ["json", "j", "Print the findings as JSON."],
        ["fix", "f", "Offer each fix, and make those that are wanted."],
        ["yes", "y", "With --fix: make them all without asking."],
    ]

    def postOptions(self) -> None:
        if self["yes"] and not self["fix"]:
            raise usage.UsageError("--yes goes with --fix")
        if not 0 < self["patience"] <= 600:
            raise usage.UsageError("--patience is a number of seconds, at most 600")
        if self["json"] and self["fix"] and not self["yes"]:
            raise usage.UsageError("--json --fix needs --yes: nobody can be asked")

    def act(self) -> int:
        from qbitrr.config.files import data_folder, read_file
        from qbitrr.config.load import load
        from qbitrr.config.problems import ConfigError

        try:
            folder = data_folder(os.environ, os.getcwd(), os.path.exists, self["data"]).path
            path = self["config"] or os.path.join(folder, "config.toml")
            config = load(read_file(path), os.environ, path, read_file=read_file).config
        except (ConfigError, OSError) as error:
            print(f"qbitrr: {words(error)}", file=sys.stderr)
            return PROBLEMS
        journal = os.path.join(folder, "db", "supervisor.db")
        return in_reactor(lambda loop: self._examine(config, journal, loop))

    async def _examine(self, config: Any, journal: str, loop: Any) -> int:
        from qbitrr.actors.qbittorrent.making import qbittorrent_client

        clients = {qbit.section: qbittorrent_client(qbit, loop) for qbit in config.enabled_qbits}
        try:
            return await self._told(_doctor(config, clients, journal, loop, self["patience"]), loop)
        finally:
            await _leave(clients.values(), loop)

    async def _told(self, doctor: Any, loop: Any) -> int:
        from qbitrr.doctor.report import as_json, as_text, exit_status

        report = await doctor.examine()
        if not self["json"]:
            print(as_text(report), end="", flush=True)
        wanted = [offer for offer in report.fixes if self["fix"] and (self["yes"] or await asked(offer.text, loop))]
        refusals = {offer.id: await doctor.apply(offer) for offer in wanted}
        if wanted:
            report = await doctor.examine()
            left = {offer.id for offer in report.fixes}
            for offer in wanted:
                why = refusals[offer.id] or ("nothing changed" if offer.id in left else "")
                print(f"{'not done' if why else 'done'}: {offer.text}{f' ({why})' if why else ''}", file=sys.stderr)
        if self["json"]:
            print(as_json(report), end="", flush=True)
        return exit_status(report)


def _doctor(config: Any, clients: Mapping[str, Any], journal: str, loop: Any, patience_seconds: float) -> Any:
    from qbitrr.config.plain import to_plain
    from qbitrr.doctor.doctor import Doctor
    from qbitrr.doctor.gathering.clients import ClientToAsk, free_space_of
    from qbitrr.doctor.gathering.everything import Surroundings
    from qbitrr.loops.arr.client import arr_client
    from qbitrr.loops.child.disk_looks import DiskLooks, mount_points
    from qbitrr.redaction import Redactor, secrets_in

    def ask(qbit: Any) -> ClientToAsk:
        client = clients[qbit.section]
        return ClientToAsk(section=qbit.section, client=client, free_bytes=lambda: free_space_of(client))

    around = Surroundings(
        client=ask, arr=lambda section: arr_client(section, loop), look=DiskLooks(loop).look, mounts=mount_points,
        clock=loop, journal=journal, limit_seconds=patience_seconds,
    )  # fmt: skip
    return Doctor(lambda: config, around, Redactor(secrets_in(to_plain(config))))


async def _leave(clients: Iterable[Any], loop: Any) -> None:
    """End our sessions, if the clients are quick about it."""
    from qbitrr.doctor.gathering.asking import within

    for client in clients:
        await within(client.logout(), _LOGOUT_SECONDS, loop)
