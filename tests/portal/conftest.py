"""One browser for all tests of a file: starting it takes longer than most of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from portal.browser import running_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started
