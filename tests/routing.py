"""
What is made of the path of a route, made once for all tests: hundreds of them make the same application, and compiling its routes is
most of what that costs.
"""

from typing import Any

from werkzeug.routing import Rule

__all__ = ["remember_compiled"]


def remember_compiled() -> None:
    """Let rules of the same path share what was compiled of it. Once is enough."""
    compiled, known = Rule.compile, dict[tuple[Any, ...], tuple[Any, ...]]()
    if compiled.__module__ == __name__:
        return

    def remembered(rule: Rule) -> None:
        rules = rule.map
        if rules is None or rule.defaults or rules.converters != rules.default_converters:
            compiled(rule)  # there is more to it than the path
            return
        key = (rule.rule, rule.merge_slashes, rules.host_matching, rule.host, rule.subdomain)
        if key not in known:
            compiled(rule)
            known[key] = _parts_of(rule)
        _give(rule, known[key])

    Rule.compile = remembered  # type: ignore[method-assign]


def _parts_of(rule: Rule) -> tuple[Any, ...]:
    """What compiling has left there; what builds addresses without the rule whose it is."""
    builders = (rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]
    return tuple(rule._parts), tuple(rule._trace), dict(rule._converters), frozenset(rule.arguments), builders


def _give(rule: Rule, known: tuple[Any, ...]) -> None:
    """Leave the same there."""
    parts, trace, converters, arguments, (build, build_unknown) = known
    rule._parts, rule._trace, rule._converters = list(parts), list(trace), dict(converters)
    rule.arguments |= arguments
    rule._build, rule._build_unknown = build.__get__(rule, None), build_unknown.__get__(rule, None)
