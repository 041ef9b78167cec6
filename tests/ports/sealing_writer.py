"""A process that writes lines for ever, says so, and seals beside that: python sealing_writer.py ADDRESS PERSON."""

import asyncio
import sys

from sealing import ORIGIN, write_lines

from adapters.store.audit_log import SqlAuditLog
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from consent.parties import SubjectRef


async def write(address: str, person: SubjectRef) -> None:
    engine = open_engine(address)
    store, log = SqlStore(engine), SqlAuditLog(engine)

    async def seal() -> None:
        while True:
            await log.seal(ORIGIN, at_most=2)
            await asyncio.sleep(0.005)

    sealing = asyncio.create_task(seal())
    while not sealing.done():
        await write_lines(store, person, 1)
        sys.stdout.write("written\n")
        sys.stdout.flush()
    await sealing


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], SubjectRef(sys.argv[2])))
