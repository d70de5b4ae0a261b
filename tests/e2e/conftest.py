"""One stage for all end-to-end tests of the main job."""

from collections.abc import Iterator

import pytest

from tests.e2e.stage import Stage, staged


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two real clients, an Arr, qbitrr; ended afterwards however the tests end."""
    with staged(tmp_path_factory.mktemp("stage")) as built:
        yield built


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """What qbitrr logged, shown with a test that failed."""
    yield
    if "stage" in request.fixturenames:
        print(request.getfixturevalue("stage").log())
