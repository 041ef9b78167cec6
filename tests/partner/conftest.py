"""One sandbox for all that a partner tries: five agencies, a hub in which arrangements live, and its tools."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from portal.browser import running_browser
from portal.living_hub import LivingHub, living_hub

from adapters.cli.serve import SANDBOX_VARIABLE


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHub]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(SANDBOX_VARIABLE, "true")
        with living_hub(tmp_path_factory.mktemp("sandbox")) as running:
            environment.undo()
            yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started
