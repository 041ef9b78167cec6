"""One hub for all attacks of a run: that it still stands after each of them is part of what they show."""

from collections.abc import Iterator

import pytest
from hostile.target import Target, a_target


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with a_target(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture(autouse=True)
def _still_stands(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every attack the hub answers, and reported no fault while it lasted."""
    if "target" not in request.fixturenames:
        yield
        return
    attacked: Target = request.getfixturevalue("target")
    before = len(attacked.reported())
    yield
    assert attacked.reported()[before:] == []
    with attacked.client() as client:
        assert client.ask("{ __typename }").json()["data"] == {"__typename": "Query"}
