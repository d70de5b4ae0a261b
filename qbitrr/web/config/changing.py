"""Changing the configuration: keys, names of sections, earlier files; and what each would do, before it is done."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.resolved.config_changes import ConfigChanged, ConfigText
from qbitrr.resolved.reload.plan import ReloadPlan, ReloadType
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.refused import refused
from qbitrr.web.http.answers import json_response, never_cache
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["ChangedConfigAnswer", "ChangedConfigRoutes", "ConfigBody", "RestoreBody"]

_NOTHING_RENEWED = (ReloadType.NONE, ReloadType.FRONTEND)


class ConfigBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    `changes`: dotted keys and their new values, null to delete. `renames`: old and new names of sections. `revision`: that of the content
    the changes were thought out on, as GET and this one answer it (`If-Match` is the same). `dryRun`: only say what would be done.
    """

    changes: Annotated[dict[str, Any], otherwise("changes must be an object")]
    renames: Annotated[dict[str, str], otherwise("renames must be an object of names")] = {}
    revision: Annotated[str, otherwise("revision must be a text")] = ""
    dry_run: Annotated[bool, otherwise("dryRun must be true or false")] = False


class RawConfigBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    A whole TOML text, thought out on the one of that `revision`; what is masked in it stays as it is. `dryRun`: only say what would be
    done.
    """

    text: Annotated[str, otherwise("text must be the text of a configuration file")]
    revision: Annotated[str, otherwise("revision must be that of the text it was made from")]
    dry_run: Annotated[bool, otherwise("dryRun must be true or false")] = False


class ImportBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """A whole TOML text, exported or with its secrets; what is masked in it stays as it is. `dryRun`: only say what would be done."""

    text: Annotated[str, otherwise("text must be the text of a configuration file")]
    dry_run: Annotated[bool, otherwise("dryRun must be true or false")] = False


class RestoreBody(Struct, frozen=True, kw_only=True, rename="camel"):
    """The name of a backup; `dryRun`: only say what would be done."""

    name: Annotated[str, otherwise("name must be that of a backup")]
    dry_run: Annotated[bool, otherwise("dryRun must be true or false")] = False


class EffectAnswer(Struct, frozen=True, kw_only=True):
    """One thing that is done: the section or thing it is done to, in a word what, and all of it for people."""

    target: str
    action: str
    text: str


class ChangedKeyAnswer(Struct, frozen=True, kw_only=True):
    """A key that takes effect with another value, both as texts, secrets masked."""

    key: str
    old: str
    new: str


class ReloadAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What is renewed, in order."""

    effects: tuple[EffectAnswer, ...]
    changed: tuple[ChangedKeyAnswer, ...]
    restart_required: bool = False


class ChangedConfigAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    It is saved and in force; with `saved` false, nothing was done and this is what would be. `renamed` are sections that got another name,
    `warnings` what is to be said about the sections that were changed.
    """

    status: Literal["ok"] = "ok"
    config_reloaded: bool
    reload_type: str
    affected_instances: tuple[str, ...]
    saved: bool
    revision: str
    renamed: dict[str, str]
    reload: ReloadAnswer
    warnings: tuple[str, ...]


class ChangedConfigRoutes:
    """`POST /config` and what stands below it."""

    def __init__(self, configuration: ConfigControl, redact: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.CONFIG
        return (
            *mirrored(
                "config.change", "POST", "/config", group, self.change, body=ConfigBody, answer=ChangedConfigAnswer
            ),
            *mirrored(
                "config.plan", "POST", "/config/plan", group, self.plan, body=ConfigBody, answer=ChangedConfigAnswer
            ),
            *mirrored(
                "config.rewrite", "POST", "/config/raw", group, self.rewrite, body=RawConfigBody, answer=ChangedConfigAnswer
            ),
            *mirrored(
                "config.import", "POST", "/config/import", group, self.take_over, body=ImportBody, answer=ChangedConfigAnswer
            ),
            *mirrored(
                "config.restore", "POST", "/config/restore", group, self.restore,
                body=RestoreBody, answer=ChangedConfigAnswer,
            ),
            *mirrored("config.confirm", "POST", "/config/confirm", group, self.confirm, answer=ChangedConfigAnswer),
        )  # fmt: skip

    def change(self, request: IRequest, body: ConfigBody) -> Deferred[bytes]:
        """Change, save, and have it in force."""
        return self._changed(request, self._order(request, body, body.dry_run))

    def plan(self, request: IRequest, body: ConfigBody) -> Deferred[bytes]:
        """What `change` would do."""
        return self._changed(request, self._order(request, body, dry_run=True))

    def rewrite(self, request: IRequest, body: RawConfigBody) -> Deferred[bytes]:
        """Have another text of the whole file."""
        ordered = self._configuration.rewrite(body.text, body.revision, dry_run=body.dry_run)
        return self._changed(request, ordered)

    def take_over(self, request: IRequest, body: ImportBody) -> Deferred[bytes]:
        """Have the text of a file that was exported, whatever the present one is by now."""

        def instead(present: ConfigText) -> Deferred[ConfigChanged]:
            return self._configuration.rewrite(body.text, present.revision, dry_run=body.dry_run)

        return self._changed(request, self._configuration.show_text().addCallback(instead))

    def restore(self, request: IRequest, body: RestoreBody) -> Deferred[bytes]:
        """Bring an earlier file back."""
        return self._changed(request, self._configuration.restore(body.name, dry_run=body.dry_run))

    def confirm(self, request: IRequest) -> Deferred[bytes]:
        """Let a file of another program act."""
        return self._changed(request, self._configuration.confirm())

    def _order(self, request: IRequest, body: ConfigBody, dry_run: bool) -> Deferred[ConfigChanged]:
        wanted = ChangeSet(changes=body.changes, renames=body.renames)
        return self._configuration.change(wanted, revision=body.revision or _if_match(request), dry_run=dry_run)

    def _changed(self, request: IRequest, ordered: Deferred[ConfigChanged]) -> Deferred[bytes]:
        def answer(changed: ConfigChanged) -> bytes:
            is_renewed = changed.is_saved and changed.plan.reload_type not in _NOTHING_RENEWED
            request.setHeader(b"etag", f'"{changed.revision}"'.encode("ascii"))
            if is_renewed:
                request.setHeader(b"x-config-reloaded", b"true")
            return json_response(request, self._answer(changed, is_renewed))

        never_cache(request)
        return ordered.addCallback(answer).addErrback(refused, request, self._redact)

    def _answer(self, changed: ConfigChanged, is_renewed: bool) -> ChangedConfigAnswer:
        return ChangedConfigAnswer(
            config_reloaded=is_renewed,
            reload_type=changed.plan.contract_type.value,
            affected_instances=tuple(sorted(changed.plan.affected_instances)),
            saved=changed.is_saved,
            revision=changed.revision,
            renamed=dict(changed.renamed),
            reload=_reload(changed.plan),
            warnings=tuple(self._redact(str(each)) for each in changed.warnings),
        )


def _reload(plan: ReloadPlan) -> ReloadAnswer:
    return ReloadAnswer(
        effects=tuple(
            EffectAnswer(target=step.section or "program", action=step.act.value.replace(" ", "_"), text=step.text)
            for step in plan.steps
        ),
        changed=tuple(ChangedKeyAnswer(key=key.dotted, old=key.old, new=key.new) for key in plan.changed),
    )


def _if_match(request: IRequest) -> str:
    """The revision in the header, empty for none or any."""
    given = (request.getHeader(b"if-match") or b"").decode("latin-1").strip().removeprefix("W/").strip('"')
    return "" if given == "*" else given
