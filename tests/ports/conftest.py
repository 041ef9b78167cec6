"""Every port runs on one more kind: PostgreSQL under the role that serves in production."""

import pytest
from databases import AS_ROLE, DATABASES


@pytest.fixture(params=[*DATABASES, AS_ROLE])
def database(request: pytest.FixtureRequest) -> str:
    """Which kind of database a test runs against; narrow it with `indirect`."""
    kind: str = request.param
    return kind
