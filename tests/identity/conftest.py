"""What the tests of the vault and the directory stand on: keys, and a directory on a real database."""

import base64
from secrets import token_bytes
from typing import TYPE_CHECKING

import pytest
from identity.forging import StillClock
from pydantic import SecretStr

from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.vault import KeyVault
from adapters.settings import KeySettings
from adapters.store.subjects import SqlSubjects

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture
def ring() -> KeyRing:
    wrap, index = (SecretStr(base64.b64encode(token_bytes(32)).decode()) for _ in range(2))
    return KeyRing.from_settings(KeySettings(wrap_id="demo-1", wrap=wrap, index=index))


@pytest.fixture
def subjects(engine: "AsyncEngine") -> SqlSubjects:
    return SqlSubjects(engine)


@pytest.fixture
def directory(subjects: SqlSubjects, ring: KeyRing) -> Directory:
    return Directory(subjects, ring, StillClock())


@pytest.fixture
def vault(subjects: SqlSubjects, ring: KeyRing) -> KeyVault:
    return KeyVault(subjects, ring)
