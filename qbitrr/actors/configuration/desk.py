"""
All that is done with the configuration file, as functions that may block: they run in a thread of their own.
"""

import os
import re
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from attrs import evolve, frozen
from tomlkit.exceptions import TOMLKitError

from qbitrr.actors.configuration.texts import InForce, OnDisk, Prepared, Stamp
from qbitrr.config.backups import Backup, backups, read_backup
from qbitrr.config.counted import completed
from qbitrr.config.editing.change_set import ChangeSet, Edited, edit
from qbitrr.config.editing.invariants import missing_parts
from qbitrr.config.editing.masking import shown
from qbitrr.config.editing.merging import clashes, revision_of
from qbitrr.config.editing.naming import key_at
from qbitrr.config.editing.refusals import BadChanges, ChangeConflict, ConfigFileTrouble, WrongKey
from qbitrr.config.editing.renaming import renamed_between
from qbitrr.config.editing.whole_text import masked_text, restored_text
from qbitrr.config.files import read_file, save
from qbitrr.config.load import Loaded, load
from qbitrr.config.migrations.confirming import confirmed_text
from qbitrr.config.migrations.upgrade import upgrade
from qbitrr.config.problems import ConfigError, Problem, Severity
from qbitrr.config.renamed_folders import forget_renames, note_renames, settle_renames
from qbitrr.config.schema.config import SCHEMA_VERSION, Config
from qbitrr.config.statements import Path as KeyPath

__all__ = ["ConfigDesk", "section_names"]

_NOTHING = OnDisk(text="", revision="", stamp=(0, 0, 0, 0))
_CONSEQUENCE = re.compile(r"; [^;]* is used$|; the section is left out$")


@frozen(kw_only=True)
class ConfigDesk:
    """The file at *path*; databases of sections are below *data_folder*; *env* lies over every text that is loaded."""

    path: str
    data_folder: str
    env: Mapping[str, str]

    def look(self) -> Stamp:
        """The stamp of the file. Raises `ConfigFileTrouble`."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise self._unreadable(error) from error
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def read(self) -> OnDisk:
        """The file as it is, with its stamp afterwards: of one from before, the text may be another one. Raises `ConfigFileTrouble`."""
        try:
            text = read_file(self.path)
        except (OSError, ConfigError) as error:
            raise self._unreadable(error) from error
        return OnDisk(text=text, revision=revision_of(text), stamp=self.look())

    def shown(self) -> tuple[Mapping[str, Any], Mapping[str, Any], OnDisk]:
        """The content of the file with secrets masked, the same with all that counts there, and the file. Raises `ConfigFileTrouble`."""
        there = self.read()
        loaded = self._loaded(there.text)
        return shown(loaded.document.unwrap()), completed(loaded), there

    def edited_elsewhere(self, there: OnDisk, in_force: InForce) -> Prepared:
        """A text that somebody else wrote. Raises `ConfigFileTrouble` if it cannot be in force as a whole."""
        self._refuse_nothing(there, in_force)
        loaded = self._loaded(there.text)
        if errors := _new_errors(loaded, in_force.loaded, {}):
            raise ConfigFileTrouble(what="load", why="; ".join(str(each) for each in errors))
        renamed = renamed_between(_modern(in_force.loaded), _modern(loaded))
        return Prepared(base=there, text=there.text, loaded=loaded, renamed=renamed)

    def prepare(self, wanted: ChangeSet, revision: str, in_force: InForce, known: Mapping[str, str]) -> Prepared:
        """
        The file with what is *wanted*. *revision* is that of the text the changes were thought out on (empty: of whatever is there);
        *known* are texts by their revisions.

        Raises `ConfigFileTrouble`, `BadChanges`, `ProtectedKey` or `ChangeConflict`.
        """
        there = self.read()
        self._refuse_nothing(there, in_force)
        self._loaded(there.text)
        edited = edit(there.text, wanted, in_force.held_by_environment)
        if revision and revision != there.revision:
            self._fits(edited, there, self._text_of(revision, known))
        return self._checked(there, edited, in_force)

    def considered(self, wanted: ChangeSet, in_force: InForce) -> Loaded:
        """The file with what is *wanted*, with all its errors. Raises `ConfigFileTrouble`, `BadChanges` or `ProtectedKey`."""
        text = self.read().text
        try:
            edited = edit(text, wanted, in_force.held_by_environment) if wanted.changes or wanted.renames else None
        except (
            TOMLKitError
        ):  # asked with every letter somebody types, so the file is looked through no more often than it must
            self._loaded(text)
            raise
        return self._loaded(text if edited is None else edited.text)

    def confirmation(self, in_force: InForce) -> Prepared:
        """
        The file in today's spelling with our stamp, so that it is acted upon. Sections keep their databases, whatever their names were in
        the file, and errors that were in it are no reason to refuse. Raises `ConfigFileTrouble`.
        """
        there = self.read()
        self._refuse_nothing(there, in_force)
        self._loaded(there.text)
        try:
            text = confirmed_text(there.text)
        except ConfigError as error:
            raise ConfigFileTrouble(what="save", why=str(error)) from error
        loaded = self._loaded(text)
        if not loaded.config.webui.token:
            text = edit(text, ChangeSet(changes={"WebUI.Token": secrets.token_hex(32)})).text
            loaded = self._loaded(text)
        return Prepared(
            base=there, text=text, loaded=loaded, changed=((("Settings", "SchemaVersion"), SCHEMA_VERSION),)
        )

    def shown_text(self) -> tuple[str, OnDisk]:
        """The text of the file with secrets masked, and the file. Raises `ConfigFileTrouble`."""
        there = self.read()
        self._loaded(there.text)
        return masked_text(there.text), there

    def rewriting(self, text: str, revision: str, in_force: InForce) -> Prepared:
        """
        A whole *text*, thought out on the one of that *revision*, with what is masked in it put in again. Raises `ConfigFileTrouble`,
        `BadChanges`, `ProtectedKey`, or `ChangeConflict` if another text is there.
        """
        there = self.read()
        if there.revision != revision:
            raise ChangeConflict()
        self._loaded(there.text)
        return self._checked(there, restored_text(text, there.text), in_force)

    def restoration(self, name: str, in_force: InForce) -> Prepared:
        """The text of a backup. Raises `Unknown`, `ConfigFileTrouble` or `BadChanges`."""
        try:
            there = self.read()
        except ConfigFileTrouble:  # that may be why somebody wants another one
            there = _NOTHING
        try:
            text = read_backup(self.path, name)
        except (OSError, ConfigError) as error:
            raise self._unreadable(error) from error
        loaded = self._loaded(text)
        self._refuse_errors(loaded, in_force, {})
        renamed = renamed_between(_modern(in_force.loaded), _modern(loaded))
        return Prepared(base=there, text=text, loaded=loaded, renamed=renamed)

    def replacement(self, text: str, before: str | None, in_force: InForce) -> Prepared:
        """
        A whole new *text* in the place of *before* (None: of no file). Raises `ChangeConflict` if another text is there,
        `ConfigFileTrouble` or `BadChanges`.
        """
        there = self.read() if before is not None or os.path.lexists(self.path) else _NOTHING
        if there.text != (before or ""):
            raise ChangeConflict()
        loaded = self._loaded(text)
        self._refuse_errors(loaded, in_force, {})
        return Prepared(base=there, text=text, loaded=loaded)

    def commit(self, prepared: Prepared) -> bool:
        """
        Save; false, and nothing was done, if the file is another one by now. What is to be moved for a renamed section is written down
        before. Raises `ConfigFileTrouble`.
        """
        if prepared.base.revision and self.read().revision != prepared.base.revision:
            return False
        if prepared.renamed:
            self.note(prepared.renamed)
        try:
            save(self.path, prepared.text)
        except OSError as error:
            if prepared.renamed:
                forget_renames(self.data_folder)
            raise ConfigFileTrouble(what="save", why=_words(error)) from error
        return True

    def note(self, renamed: Mapping[str, str]) -> None:
        """Write down what is to be moved. Raises `ConfigFileTrouble`."""
        try:
            note_renames(self.data_folder, renamed)
        except OSError as error:
            raise ConfigFileTrouble(what="save", why=_words(error)) from error

    def settle(self, config: Config) -> dict[str, str]:
        """
        Move the databases of sections that were renamed, which must not run; answers what was moved. Raises `ConfigFileTrouble`; what could
        not be moved is tried again at the next start.
        """
        try:
            return settle_renames(self.data_folder, section_names(config))
        except OSError as error:
            raise ConfigFileTrouble(what="save", why=f"databases of a renamed section: {_words(error)}") from error

    def backups(self) -> tuple[Backup, ...]:
        """What can be brought back, newest first. Raises `ConfigFileTrouble`."""
        try:
            return backups(self.path)
        except OSError as error:
            raise self._unreadable(error) from error

    def _refuse_nothing(self, there: OnDisk, in_force: InForce) -> None:
        """A file that became empty is one that somebody is writing, or that was lost: nobody wants nothing to be in force."""
        if not there.text.strip() and there.revision != in_force.revision:
            raise ConfigFileTrouble(what="load", why=f"{self.path} is empty")

    def _checked(self, there: OnDisk, edited: Edited, in_force: InForce) -> Prepared:
        loaded = self._loaded(edited.text)
        if not loaded.config.webui.token and any(path[0] == "WebUI" for path, _ in edited.changed):
            token = ChangeSet(changes={"WebUI.Token": secrets.token_hex(32)})
            edited = evolve(edited, text=edit(edited.text, token).text)
            loaded = self._loaded(edited.text)
        self._refuse_errors(loaded, in_force, edited.renamed)
        if missing := missing_parts(loaded.config, edited.tree, [path for path, _ in edited.changed]):
            raise BadChanges(wrong=missing)
        return Prepared(
            base=there, text=edited.text, loaded=loaded, changed=edited.changed, renamed=edited.renamed,
            in_vain=in_force.wanted_in_vain(edited.in_vain),
        )  # fmt: skip

    def _fits(self, edited: Edited, there: OnDisk, before: str | None) -> None:
        if before is None:
            raise ChangeConflict()
        new_to_old = {new: old for old, new in edited.renamed.items()}
        changes = [((new_to_old.get(str(path[0]), path[0]), *path[1:]), value) for path, value in edited.changed]
        was, now = self._loaded(before).document.unwrap(), self._loaded(there.text).document.unwrap()
        if found := clashes(was, now, changes):
            raise ChangeConflict(clashes=found)

    def _text_of(self, revision: str, known: Mapping[str, str]) -> str | None:
        if revision in known:
            return known[revision]
        for each in self.backups():
            try:
                text = read_backup(self.path, each.name)
            except (OSError, ConfigError):  # one that cannot be read is not the one
                continue
            if revision_of(text) == revision:
                return text
        return None

    def _refuse_errors(self, loaded: Loaded, in_force: InForce, renamed: Mapping[str, str]) -> None:
        if errors := _new_errors(loaded, in_force.loaded, renamed):
            raise BadChanges(wrong=tuple(_wrong(each) for each in errors))

    def _loaded(self, text: str) -> Loaded:
        try:
            return load(text, self.env, self.path, read_file=read_file)
        except ConfigError as error:
            raise ConfigFileTrouble(what="load", why=str(error)) from error

    def _unreadable(self, error: OSError | ConfigError) -> ConfigFileTrouble:
        why = str(error) if isinstance(error, ConfigError) else f"{self.path}: {_words(error)}"
        return ConfigFileTrouble(what="load", why=why)


def _modern(loaded: Loaded) -> Mapping[str, Any]:
    """The content of a file with the names of today: another spelling is no other section."""
    return upgrade(loaded.document.unwrap()).tree


def section_names(config: Config) -> set[str]:
    """Every section that is in the file, those that are left out included."""
    found = [each.section for each in config.qbits]
    found += [each.section for each in config.arrs]
    return {*found, *(each.section for each in config.broken)}


def _new_errors(loaded: Loaded, before: Loaded, renamed: Mapping[str, str]) -> tuple[Problem, ...]:
    """The errors that were not there before: with those that were, everybody lives already."""
    known: Collection[tuple[str, str, str]] = {
        (renamed.get(each.section, each.section), each.key, each.message) for each in before.problems
    }
    return tuple(
        each
        for each in loaded.problems
        if each.severity is Severity.ERROR and (each.section, each.key, each.message) not in known
    )


def _wrong(problem: Problem) -> WrongKey:
    key = f"{problem.section}.{problem.key}" if problem.key else problem.section
    path: KeyPath = (problem.section, *problem.key.split("."))
    declared = key_at(path) if problem.section else None
    message = _CONSEQUENCE.sub("", problem.message)
    subject = f"{declared.label} " if declared is not None else ""
    remedy = f". {problem.remedy}" if problem.remedy else ""
    return WrongKey(key=key, message=f"{subject}{message}{remedy}.")


def _words(error: OSError) -> str:
    return error.strerror or str(error)
