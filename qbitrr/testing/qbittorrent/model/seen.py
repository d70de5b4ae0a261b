"""What the simulated client was asked, for tests and measurements."""

from attrs import frozen

__all__ = ["SeenRequest"]


@frozen
class SeenRequest:
    """One request: *path* is `scope/action` under `/api/v2`, *status* the answer's (0 for a dropped connection)."""

    method: str
    path: str
    params: dict[str, str]
    at: float
    status: int
