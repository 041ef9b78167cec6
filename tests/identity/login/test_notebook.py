"""Notes of a session while several requests change them, and while a worker goes on to another client."""

from typing import TYPE_CHECKING

import pytest
from identity.forging import StillClock
from kept import NOON

from adapters.identity.keys import KeyRing
from adapters.identity.login.logged_in import LoggedIn, Person
from adapters.identity.login.notebook import Notebook
from adapters.identity.login.sessions import Session, Sessions, Tokens
from adapters.store.sessions import SqlSessions

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.parametrize("database", ["memory"], indirect=True)


@pytest.fixture
async def begun(engine: "AsyncEngine", ring: KeyRing) -> tuple[Sessions, str]:
    sessions = Sessions(store=SqlSessions(engine), keys=ring, clock=StillClock())
    who = LoggedIn(
        served=Person(issuer="https://issuer.invalid", subject="s-1"),
        actor=None,
        subject="s-1",
        session=None,
        acr=None,
        logged_in_at_s=int(NOON.timestamp()),
        has_number=False,
    )
    tokens = Tokens(access="access", is_bound=False, ends_at_s=0, refresh=None)
    return sessions, await sessions.start(Session(who=who, tokens=tokens, id_token=None, proof_key=None))


async def opened(begun: tuple[Sessions, str]) -> Notebook:
    """What one request has in hand."""
    sessions, session_id = begun
    found = await sessions.find(session_id)
    assert found is not None
    return Notebook(notes=found.notes, session_id=session_id, sessions=sessions)


async def test_what_two_requests_keep_at_once_stands_side_by_side(begun: tuple[Sessions, str]) -> None:
    one, other = await opened(begun), await opened(begun)
    await one.keep("means", "a")
    await other.keep("plan", "b")
    await one.keep("plan", None)

    assert (await opened(begun)).notes.told == {"means": "a"}


async def test_what_was_on_its_way_for_one_client_is_not_kept_for_the_next(begun: tuple[Sessions, str]) -> None:
    await (await opened(begun)).keep_only({"helped": "a"})
    late, closing = await opened(begun), await opened(begun)
    await closing.keep_only({})
    await closing.keep_only({"helped": "b"})
    await late.keep("kept_proposal", "of a")

    assert (await opened(begun)).notes.told == {"helped": "b"}


async def test_forms_of_one_client_are_no_forms_of_the_next(begun: tuple[Sessions, str]) -> None:
    before = await opened(begun)
    during = await opened(begun)
    await during.keep_only({"helped": "a"})
    after = await opened(begun)
    await after.keep("means", "a")

    assert before.form_token != during.form_token
    assert during.form_token == after.form_token == (await opened(begun)).form_token
