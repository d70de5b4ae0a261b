"""
What is made of a path to build addresses with, made once for all tests: hundreds of them make the same application, and nobody builds an
address with it.
"""

from typing import Any

from werkzeug.routing import Rule

__all__ = ["remember_builders"]

_Builders = dict[tuple[Any, ...], Any]


def remember_builders() -> None:
    """Let rules of the same parts share what builds their addresses: compiling it is most of what an application costs. Once is enough."""
    compiled, known = Rule._compile_builder, _Builders()
    if compiled.__module__ == __name__:
        return

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:  # what is compiled has them in it
            return compiled(rule, append_unknown)
        key = (append_unknown, rule.rule, *rule._trace)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
