"""
The query of a request.
"""

from collections.abc import Mapping
from urllib.parse import parse_qs

from attrs import frozen

from qbitrr.testing.arr.model.wire import ApiError, problem

__all__ = ["QueryParameters"]


@frozen
class QueryParameters:
    """The parameters of a query string; their names match in any case."""

    values: Mapping[str, list[str]]

    @classmethod
    def of(cls, uri: bytes) -> "QueryParameters":
        """Read the query of a request's URI."""
        found: dict[str, list[str]] = {}
        for name, texts in parse_qs(uri.partition(b"?")[2].decode("utf-8", "replace"), keep_blank_values=True).items():
            found.setdefault(name.lower().removesuffix("[]"), []).extend(texts)
        return cls(found)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.values

    def text(self, name: str) -> str:
        """The parameter, empty when it is missing."""
        return self.values.get(name.lower(), [""])[0]

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean; ApiError 400 for anything else."""
        text = self.text(name).lower()
        if text not in ("", "true", "false"):
            raise _unreadable(name, text)
        return text == "true" if text else default

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; ApiError 400 for anything else."""
        text = self.text(name)
        try:
            return int(text) if text else default
        except ValueError:
            raise _unreadable(name, text) from None

    def numbers(self, name: str) -> list[int]:
        """A repeated parameter (commas count too)."""
        texts = [text for value in self.values.get(name.lower(), ()) for text in value.split(",") if text]
        try:
            return [int(text) for text in texts]
        except ValueError:
            raise _unreadable(name, ",".join(texts)) from None


def _unreadable(name: str, text: str) -> ApiError:
    return problem(400, "One or more validation errors occurred.", {name: [f"The value '{text}' is not valid."]})
