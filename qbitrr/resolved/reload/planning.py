"""
From two configurations to the plan that leads from the one to the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import evolve

from qbitrr.config.derived.differences import Difference, differences
from qbitrr.config.schema.config import Config, WebUI
from qbitrr.model.owners import POLICY
from qbitrr.resolved.clients import client_labels, connected
from qbitrr.resolved.owners import category_owners, child_limits
from qbitrr.resolved.reload.kept import with_kept
from qbitrr.resolved.reload.plan import Act, ReloadPlan, ReloadStep, ReloadType
from qbitrr.resolved.reload.sections import OwnerView, different, login_of, owner_views

__all__ = ["plan_reload"]

_ORDER = {act: number for number, act in enumerate(Act)}
_CLIENT_ACTS = frozenset({Act.REMOVE_CLIENT, Act.REPLACE_CLIENT, Act.ADD_CLIENT, Act.RENAME_CLIENT})
_SECTION_ACTS = frozenset({Act.STOP_SECTION, Act.RESTART_SECTION, Act.START_SECTION})
_MOST_NAMED = 3


def plan_reload(old: Config, new: Config, renamed: Mapping[str, str] = MappingProxyType({})) -> ReloadPlan:
    """What is to be done while the program runs by *old* so that it runs by *new*, in which sections are *renamed* (old to new)."""
    new, kept = with_kept(old, new)
    changed = differences(old, new)
    renamed = {before: after for before, after in renamed.items() if changed and _is_client(before)}
    steps = [
        _step(Act.KEEP, f"{section} goes on as it was: as it is written now it cannot be used", section)
        for section in kept
    ]
    if changed:
        steps += [*_owners(old, new, renamed), *_clients(old, new, renamed), *_settings(old, new), *_web(old, new)]
        steps += _at_once(changed, steps)
    ordered = tuple(sorted(steps, key=lambda step: _ORDER[step.act]))
    return ReloadPlan(
        config=new, reload_type=_type(changed, ordered), changed=changed, steps=ordered, renamed_clients=renamed
    )


def _owners(old: Config, new: Config, renamed: Mapping[str, str]) -> Iterator[ReloadStep]:
    before, after = owner_views(old), owner_views(new)
    for section in (each for each in before if each not in after):
        why = (
            "it is not managed any more"
            if new.arr(section) or new.qbit(section)
            else "it is gone from the configuration"
        )
        yield _step(Act.STOP_SECTION, f"{section} is stopped ({why}); what it stored is kept", section)
    for section, view in after.items():
        if section not in before:
            yield _step(Act.START_SECTION, f"{section} is started", section)
        else:
            yield from _owner(section, before[section], view, renamed)
    if category_owners(old) != category_owners(new):
        yield _step(Act.SHARE_OUT, "torrents are shared out anew, as other categories belong to other sections")


def _owner(section: str, before: OwnerView, after: OwnerView, renamed: Mapping[str, str]) -> Iterator[ReloadStep]:
    names = [*different(before.needs_restart, after.needs_restart), *(f"the name of {client}" for client in renamed)]
    if names:
        yield _step(Act.RESTART_SECTION, f"{section} is restarted ({_and(names)} changed)", section)
    elif before.obeyed != after.obeyed:
        yield _step(Act.RECONFIGURE_SECTION, f"{section} goes by its new settings and keeps running", section)


def _clients(old: Config, new: Config, renamed: Mapping[str, str]) -> Iterator[ReloadStep]:
    before, after = connected(old), connected(new)
    earlier = {new_name: name for name, new_name in renamed.items() if name in before and new_name in after}
    for section, name in earlier.items():
        text = f"{name} is connected as {section} from now on; what is stored about its torrents follows"
        yield _step(Act.RENAME_CLIENT, text, section)
    before = {section: qbit for section, qbit in before.items() if section not in earlier.values()}
    after = {section: qbit for section, qbit in after.items() if section not in earlier}
    for section in (each for each in before if each not in after):
        text = f"{section} is let go; its torrents count as unknown, and what is stored about them is kept"
        yield _step(Act.REMOVE_CLIENT, text, section)
    for section, qbit in after.items():
        if section not in before:
            yield _step(Act.ADD_CLIENT, f"{section} is connected", section)
            continue
        names = different(login_of(before[section]), login_of(qbit))
        if names:
            yield _step(Act.REPLACE_CLIENT, f"{section} is connected anew ({_and(names)} changed)", section)
        if client_labels(old, before[section]) != client_labels(new, qbit):
            yield _step(Act.LABEL_CLIENT, f"{section} gets the categories and tags it lacks", section)


def _settings(old: Config, new: Config) -> Iterator[ReloadStep]:
    before, after = old.settings, new.settings
    if child_limits(before) != child_limits(after):
        yield _step(Act.LIMIT_CHILDREN, "processes that end are restarted by the new numbers from now on")
    if before.console_level != after.console_level:
        yield _step(Act.SET_LEVEL, f"the log level becomes {after.console_level}")
    if before.logging != after.logging:
        yield _step(Act.WRITE_LOGS, f"log files are {'written' if after.logging else 'not written any more'}")


def _web(old: Config, new: Config) -> Iterator[ReloadStep]:
    before, after = old.webui, new.webui
    if _place(before) != _place(after):
        text = f"the web interface moves to port {after.port}" if before.port != after.port else (
            f"the web interface moves to {after.host}:{after.port}"
        )  # fmt: skip
        yield _step(Act.MOVE_WEB, text)
    if _access(before) != _access(after):
        yield _step(Act.RENEW_WEB, "the web interface goes by its new settings from the next request on")
    if _display(before) != _display(after):
        yield _step(Act.RENEW_DISPLAY, "browsers show it as set from the next request on")


def _place(webui: WebUI) -> tuple[str, int]:
    return webui.host, webui.port


def _access(webui: WebUI) -> WebUI:
    """All but where it is and how it looks."""
    return evolve(webui, host="", port=0, live_arr=True, theme="", view_density="")


def _display(webui: WebUI) -> tuple[Any, ...]:
    return webui.live_arr, webui.theme, webui.view_density


def _at_once(changed: Sequence[Difference], steps: Iterable[ReloadStep]) -> Iterator[ReloadStep]:
    """Whatever the rest of the plan does not name by its section."""
    named = {step.section for step in steps if step.act is not Act.LABEL_CLIENT} | {"WebUI"}
    left = [key.dotted for key in changed if key.section not in named]
    if left:
        shown = ", ".join(left[:_MOST_NAMED]) + (", …" if len(left) > _MOST_NAMED else "")
        count = "1 setting takes" if len(left) == 1 else f"{len(left)} settings take"
        yield _step(Act.RENEW_SETTINGS, f"{count} effect at once ({shown})")


def _type(changed: Sequence[Difference], steps: Sequence[ReloadStep]) -> ReloadType:
    acts = [step.act for step in steps]
    clients = {step.section for step in steps if step.act in _CLIENT_ACTS}
    others = {step.section for step in steps if step.act in _SECTION_ACTS and not _is_client(step.section)}
    arrs = others - {POLICY}  # that of all owners is no section of the file
    sections = {key.section for key in changed}
    asked: tuple[tuple[ReloadType, Callable[[], bool]], ...] = (
        (ReloadType.FULL, lambda: len(clients) > 1),
        (ReloadType.SINGLE_QBIT, lambda: bool(clients)),
        (ReloadType.MULTI_ARR, lambda: len(arrs) > 1),
        (ReloadType.SINGLE_ARR, lambda: bool(arrs)),
        (ReloadType.WEBUI, lambda: Act.MOVE_WEB in acts or Act.RENEW_WEB in acts),
        (ReloadType.QBIT_HOT, lambda: any(map(_is_client, sections))),
        (ReloadType.LIVE, lambda: bool(sections - {"WebUI"})),
        (ReloadType.FRONTEND, lambda: bool(sections)),
    )  # fmt: skip
    return next((found for found, applies in asked if applies()), ReloadType.NONE)


def _is_client(section: str) -> bool:
    return section.startswith("qBit")


def _step(act: Act, text: str, section: str = "") -> ReloadStep:
    return ReloadStep(act=act, section=section, text=text)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
