"""From the text of a configuration file and the environment to a `Config`. Pure: nothing is read or written here."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from attrs import evolve, frozen

from qbitrr.config.checks.inactive import hints_of_arr, hints_of_qbit, hints_of_settings, hints_of_web
from qbitrr.config.checks.owners import check_owners
from qbitrr.config.checks.sections import check_arr, check_folders, check_qbit, check_settings
from qbitrr.config.checks.web import check_web
from qbitrr.config.lines import Lines
from qbitrr.config.loading.environment import Overrides, ReadFile, apply_environment
from qbitrr.config.loading.findings import Findings, dotted
from qbitrr.config.loading.reading import read_table
from qbitrr.config.loading.syntax import parse_toml
from qbitrr.config.migrations.upgrade import upgrade
from qbitrr.config.migrations.upgrade_steps import UpgradeStep
from qbitrr.config.problems import Broken, Problem
from qbitrr.config.schema.config import ArrSection, Config, Fixed, QbitSection, Settings, WebUI, fresh_arr
from qbitrr.config.schema.sections import SectionName, arrange

__all__ = ["Loaded", "load"]


CONFIRM = "qbitrr config confirm"


@frozen(kw_only=True)
class Loaded:
    """
    A configuration as loaded. *document* is the file with its comments, to be edited when saving.

    *problems* are in the order of the file, those without a line last. *steps* are what is read otherwise than it stands there.
    """

    path: str
    document: tomlkit.TOMLDocument
    config: Config
    problems: tuple[Problem, ...]
    steps: tuple[UpgradeStep, ...] = ()


def load(text: str, env: Mapping[str, str], path: str = "config.toml", *, read_file: ReadFile | None = None) -> Loaded:
    """
    Load the configuration *text* of the file *path*, with the variables *env* laid over it.

    Whatever can be isolated is: a bad value is replaced and reported, a bad section left out and reported. *read_file* is
    asked for the secrets that `…_FILE` variables name. Raises `ConfigError` only if *text* is no TOML.
    """
    text = text.removeprefix("\ufeff")
    lines = Lines(text)
    document, tree = parse_toml(text, path, lines)
    upgraded = upgrade(tree)
    arranged = arrange(upgraded.tree)
    overrides = apply_environment(arranged.tables, dict(arranged.names), env, read_file)
    findings = Findings(lines, upgraded.moved, overrides.fixed)
    for step in upgraded.steps:
        if not step.is_silent:
            findings.report_at(step.severity, step.place, step.why, step.remedy)
    for remark in arranged.remarks:
        findings.report(remark.severity, remark.path, remark.message, remark.remedy)
    config = _read(overrides.tables, overrides.names, findings)
    if upgraded.is_foreign:
        config = _unconfirmed(config)
        message = (
            "is held on, as neither this program wrote the file nor a person confirmed it: nothing is changed anywhere"
        )
        findings.warning(("Settings", "DryRun"), message, f"Read what is said about the file, then: {CONFIRM} {path}")
    config = evolve(
        config,
        environment=overrides.environment,
        fixed=(
            *config.fixed,
            *(Fixed(key=dotted(place), variable=name) for place, name in overrides.fixed.items()),
        ),
    )
    lost = tuple(
        Broken(section=str(each.path[0]), problems=findings.errors_of(str(each.path[0])))
        for each in arranged.remarks
        if each.spoils
    )
    problems = sorted((*overrides.problems, *findings.problems), key=lambda problem: problem.line or len(text) + 1)
    config = evolve(config, broken=(*config.broken, *lost))
    return Loaded(
        path=path, document=document, config=_forced(config, overrides), problems=tuple(problems), steps=upgraded.steps
    )  # fmt: skip


def _read(tables: dict[str, Any], names: dict[str, SectionName], findings: Findings) -> Config:
    raw_settings = tables.get("Settings", {})
    settings = check_settings(read_table(Settings(), raw_settings, ("Settings",), findings), findings)
    raw_web = tables.get("WebUI", {})
    webui = check_web(read_table(WebUI(), raw_web, ("WebUI",), findings), raw_web, findings)
    hints_of_web(webui, raw_web, findings)
    qbits = [_read_qbit(name, tables[name], settings, findings) for name, each in names.items() if each.kind == "qBit"]
    arrs = [_read_arr(each, tables[name], settings, findings) for name, each in names.items() if each.kind == "Arr"]
    hints_of_settings(settings, qbits, raw_settings, findings)
    checked = check_owners(settings, [qbit for qbit in qbits if qbit.section not in findings.unusable], arrs, findings)
    check_folders(settings, checked, findings)
    broken = [
        Broken(section=section, problems=findings.errors_of(section))
        for section in findings.unusable
        if names[section].kind in ("qBit", "Arr")
    ]
    return Config(
        settings=settings,
        webui=webui,
        qbits=checked,
        arrs=tuple(arr for arr in arrs if arr.section not in findings.unusable),
        broken=tuple(broken),
    )


def _read_qbit(section: str, raw: object, settings: Settings, findings: Findings) -> QbitSection:
    base = QbitSection(section=section)
    grace = settings.ignore_younger_than_seconds
    base = evolve(base, seeding=evolve(base.seeding, ignore_younger_than_seconds=grace))
    qbit = read_table(base, raw, (section,), findings)
    hints_of_qbit(qbit, raw, findings)
    return check_qbit(qbit, raw, findings) if isinstance(raw, Mapping) else qbit


def _read_arr(name: SectionName, raw: object, settings: Settings, findings: Findings) -> ArrSection:
    base = fresh_arr(name.name, name.type)
    grace = settings.ignore_younger_than_seconds
    base = evolve(base, torrent=evolve(base.torrent, ignore_younger_than_seconds=grace))
    arr = read_table(base, raw, (name.name,), findings, name.type)
    if arr.managed:
        hints_of_arr(arr, raw, findings)
    return check_arr(arr, raw, findings) if isinstance(raw, Mapping) else arr


def _unconfirmed(config: Config) -> Config:
    """*config* of a file that another program or hand wrote: nothing is changed anywhere until a person confirms it."""
    held = Fixed(key="Settings.DryRun", why="imported: dry run until confirmed")
    return evolve(config, settings=evolve(config.settings, dry_run=True), fixed=(held,), is_confirmed=False)


def _forced(config: Config, overrides: Overrides) -> Config:
    """*config* with what the environment's two modes switch off, and that it is they who do."""
    fixed: list[Fixed] = []
    if variable := overrides.search_only_by:
        config = evolve(config, qbits=tuple(evolve(qbit, disabled=True) for qbit in config.qbits))
        fixed += [Fixed(key=dotted((qbit.section, "Disabled")), variable=variable) for qbit in config.qbits]
    if variable := overrides.processing_only_by:
        arrs = tuple(evolve(arr, search=evolve(arr.search, search_missing=False)) for arr in config.arrs)
        config = evolve(config, arrs=arrs)
        fixed += [Fixed(key=dotted((arr.section, "EntrySearch", "SearchMissing")), variable=variable) for arr in arrs]
    forced = {each.key for each in fixed}
    return evolve(config, fixed=(*(each for each in config.fixed if each.key not in forced), *fixed))
