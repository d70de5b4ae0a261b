"""The findings about a configuration as text for people: `qbitrr config check`."""

from collections import Counter

from qbitrr.config.checks.effects import keys_without_effect
from qbitrr.config.load import Loaded
from qbitrr.config.problems import Severity

__all__ = ["exit_status", "report"]


def exit_status(loaded: Loaded) -> int:
    """0 if everything is used as it is written, 1 if there are errors. Warnings and notices are no failure."""
    return 1 if any(problem.severity is Severity.ERROR for problem in loaded.problems) else 0


def report(loaded: Loaded) -> str:
    """
    What was found, one paragraph: what runs, each problem on a line of its own, what has no effect yet, what is left out, a count at
    the end.
    """
    config = loaded.config
    qbits = [f"{each.section}{' (disabled)' if each.disabled else ''}" for each in config.qbits]
    arrs = [f"{each.section}{'' if each.managed else ' (not managed)'}" for each in config.arrs]
    lines = [
        loaded.path,
        f"  qBittorrent: {', '.join(qbits) or 'none'}",
        f"  Arrs: {', '.join(arrs) or 'none'}",
    ]
    if config.search_only and config.qbits + config.arrs:
        lines.append("  Torrents are not worked on: no qBittorrent is configured and enabled")
    lines += [f"  {fixed}" for fixed in config.fixed]
    lines += [str(problem) for problem in loaded.problems]
    lines += keys_without_effect(loaded.document)
    lines += [f"[{broken.section}] is left out until its errors are corrected" for broken in config.broken]
    counts = Counter(problem.severity for problem in loaded.problems)
    lines.append(", ".join(_counted(counts[severity], severity.value) for severity in Severity))
    return "\n".join(lines) + "\n"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
