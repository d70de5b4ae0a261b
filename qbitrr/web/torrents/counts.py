"""
How many torrents there are where.
"""

from collections.abc import Mapping

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.web.http.answers import json_response
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.program import TorrentCounts

__all__ = ["CountRoutes", "DistributionAnswer", "distribution_answer"]


class DistributionAnswer(Struct, frozen=True, kw_only=True):
    """Number of torrents by category and client name."""

    distribution: dict[str, dict[str, int]]


class CountRoutes:
    """`/torrents/distribution`."""

    def __init__(self, counts: TorrentCounts) -> None:
        self._counts = counts

    def routes(self) -> tuple[Route, ...]:
        """It is mirrored."""
        return mirrored(
            "torrents.distribution", "GET", "/torrents/distribution", Group.TORRENTS, self.distribution,
            answer=DistributionAnswer,
        )  # fmt: skip

    def distribution(self, request: IRequest) -> bytes:
        """Number of torrents by category and client."""
        return json_response(request, distribution_answer(self._counts.distribution()))


def distribution_answer(counts: Mapping[str, dict[str, int]]) -> DistributionAnswer:
    """These counts by category and client, as they are shown."""
    named = {category or "uncategorized": by_client for category, by_client in counts.items()}
    return DistributionAnswer(distribution=named)
