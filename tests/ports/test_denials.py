"""The deny list on real databases."""

from datetime import timedelta

from kept import NOON
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity import denials
from adapters.identity.denials import DenialRows
from adapters.store.denials import DENIED_TOKEN, SqlDenials

ISSUER = "https://issuer.invalid"
TOKEN = denials.of_token(ISSUER, "jti-1")
CLIENT = denials.of_client(ISSUER, "portal")
HOUR = timedelta(hours=1)


def test_it_is_what_identity_asks_for(engine: AsyncEngine) -> None:
    port: DenialRows = SqlDenials(engine)

    assert isinstance(port, SqlDenials)


async def test_what_is_denied_is_denied_until_its_end(engine: AsyncEngine) -> None:
    rows = SqlDenials(engine)
    await rows.deny(TOKEN, until=NOON + HOUR, now=NOON)

    assert await rows.denied((TOKEN, CLIENT), NOON) == {TOKEN}
    assert await rows.denied((TOKEN, CLIENT), NOON + HOUR) == set()


async def test_a_later_word_replaces_an_earlier_one(engine: AsyncEngine) -> None:
    rows = SqlDenials(engine)
    await rows.deny(CLIENT, until=NOON + HOUR, now=NOON)
    await rows.deny(CLIENT, until=NOON + 2 * HOUR, now=NOON)
    assert await rows.denied((CLIENT,), NOON + HOUR) == {CLIENT}

    await rows.deny(CLIENT, until=NOON, now=NOON)
    assert await rows.denied((CLIENT,), NOON) == set()


async def test_what_is_over_goes(engine: AsyncEngine) -> None:
    rows = SqlDenials(engine)
    await rows.deny(TOKEN, until=NOON + HOUR, now=NOON)
    await rows.deny(CLIENT, until=NOON + 3 * HOUR, now=NOON + 2 * HOUR)

    async with engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(DENIED_TOKEN))).scalar_one() == 1


def test_no_two_things_that_can_be_denied_have_one_digest() -> None:
    digests = [
        denials.of_token("a", "bc"),
        denials.of_token("ab", "c"),
        denials.of_client("a", "bc"),
        denials.of_client("ab", "c"),
    ]

    assert len(set(digests)) == len(digests)
