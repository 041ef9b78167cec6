"""A hub that believes a foreign provider, and that provider; both as processes, once for all tests here."""

from collections.abc import Iterator

import pytest
from peers.meeting import Meeting, meeting


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    with meeting(tmp_path_factory.mktemp("peers")) as both:
        yield both


@pytest.fixture
def met(once: Meeting) -> Iterator[Meeting]:
    """The two, and every knob of the provider back where it was afterwards."""
    yield once
    once.provider.turn("clock", seconds=0)
    once.provider.turn("nonce", wanted=False)
    once.provider.turn("forgive", seconds=15)
    once.provider.turn("life", AccessToken=600, ClientCredentials=600, IdToken=300)
