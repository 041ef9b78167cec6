"""A worker that adds, finds and reads people until it is told to stop: python key_worker.py ADDRESS NUMBER OTHER SEED.

Reads standard input; ends when that ends, and prints whom it met and what it sealed.
"""

import asyncio
import json
import random
import sys
import threading

from identity.forging import StillClock
from identity.rings import a_ring, numbers

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.vault import KeyVault
from adapters.store.engine import open_engine
from adapters.store.subjects import SqlSubjects
from consent.parties import SubjectRef

PEOPLE = 300
LABEL = "proposal/sealed"

REST_S = 0.02
"""Between two rounds: others are at work on the machine too, the command that is tried among them."""


async def work(address: str, number: int, other: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 a load that can be made again
    engine = open_engine(address)
    subjects, ring = SqlSubjects(engine), a_ring(number, other)
    directory, vault = Directory(subjects, ring, StillClock()), KeyVault(subjects, ring)
    met: dict[str, set[str]] = {}
    sealed: list[tuple[str, str]] = []
    ended = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(ended,), daemon=True).start()
    people = numbers(PEOPLE)

    async def one(bsn: Bsn) -> None:
        ref = await directory.ref_of(bsn)
        met.setdefault(bsn.digits, set()).add(ref)
        assert await directory.bsn_of(ref) == bsn.digits
        assert await directory.from_pairwise(directory.pairwise(ref, "portal"), "portal") == ref
        sealed.append((ref, (await vault.key(ref)).seal(LABEL, ref.encode()).hex()))
        then, content = chance.choice(sealed)
        assert (await vault.key(SubjectRef(then))).open(LABEL, bytes.fromhex(content)) == then.encode()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not ended.is_set():
        await asyncio.gather(*(one(chance.choice(people)) for _ in range(4)))
        await asyncio.sleep(REST_S)
    await engine.dispose()
    sys.stdout.write(json.dumps({"met": {bsn: sorted(refs) for bsn, refs in met.items()}, "sealed": sealed[-500:]}))


def _wait_for_the_end(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], *map(int, sys.argv[2:5])))
