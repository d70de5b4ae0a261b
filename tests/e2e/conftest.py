"""One stage for all end-to-end tests of the main job."""

import os
from collections.abc import Iterator

import pytest

from tests.e2e.stage import Stage
from tests.real.clients import Unavailable


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two real clients, an Arr, qbitrr; ended afterwards however the tests end."""
    release = os.environ.get("E2E_QBITTORRENT", "5.1")
    try:
        built = Stage(tmp_path_factory.mktemp("stage"), release)
    except Unavailable as why:
        reason = f"no real qBittorrent {release}: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield built
    finally:
        built.close()


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """What qbitrr logged, shown with a test that failed."""
    yield
    if "stage" in request.fixturenames:
        print(request.getfixturevalue("stage").log())
