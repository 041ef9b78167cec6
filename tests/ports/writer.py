"""A process of its own that reads, changes and writes through the store: python writer.py ADDRESS PERSON ROUNDS."""

import asyncio
import sys
from datetime import timedelta

from kept import NOON, a_grant, a_record

from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.grants import Given, GrantId, Withdrawn
from consent.parties import SubjectRef


async def write(address: str, person: SubjectRef, rounds: int) -> None:
    """Replace the standing grant by the next one, numbered; a lost update would give two the same number."""
    engine = open_engine(address)
    store = SqlStore(engine)
    for _ in range(rounds):
        async with store.transaction(person) as tx:
            given = [event.grant for event in (await tx.standing()).consents if isinstance(event, Given)]
            at = NOON + timedelta(seconds=len(given))
            if given:
                await tx.append_consent(Withdrawn(grant_id=given[-1].id, at=at))
            grant = a_grant(person, id=GrantId(f"grant-{len(given)}"), valid_until=at + timedelta(days=1))
            await tx.append_consent(Given(grant=grant, at=at))
            await tx.append_audit(a_record(person, at=at))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], SubjectRef(sys.argv[2]), int(sys.argv[3])))
