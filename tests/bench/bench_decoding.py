"""What understanding the captured answers of all agencies costs, stage by stage, in CPU time of one process.

    PYTHONPATH=.:tests python tests/bench/bench_decoding.py

The stages take turns in one run, and each time they read the answers about another person, so that nobody is flattered
who remembers what it read. A benchmark, never a test: machines are noisy.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

import orjson
from bench.upstream import FOLDER, PLAIN, SIGNED, numbers, spelled
from joserfc import jws
from joserfc.jwk import ECKey
from rich.console import Console

from adapters.agencies import agency_profile
from adapters.agencies.fcid import reader, strict_json
from adapters.agencies.fcid.document import Document
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.quick_reader import QuickReader
from adapters.agencies.fcid.translate import Lexicon, translate
from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.signed_answer import SignedAnswers
from adapters.agencies.simulator.people import STORY_DAY
from adapters.agencies.transport import Reply, Request

VIEW: Final = View(as_of=STORY_DAY)
KEY: Final = ECKey.generate_key("P-256", {"kid": "k1"})
PROFILES: Final = {code: agency_profile.load(folder(code)) for code in AGENCIES}
OWNERS: Final = {profile.agency.oin: profile.agency.code for profile in PROFILES.values()}
LEXICONS: Final = {
    code: Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=OWNERS)
    for code, profile in PROFILES.items()
}

QUICK: Final = {lexicon.profile.name: QuickReader(lexicon.profile) for lexicon in LEXICONS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What all agencies answer about one person, in the forms in which the stages take it up."""

    bodies: Sequence[tuple[bytes, Lexicon]]
    documents: Sequence[tuple[Document, Lexicon]]
    signed: Sequence[Reply]


class Keys:
    """A transport that knows one key set and nothing else."""

    async def call(self, request: Request, *, within_s: float) -> Reply:
        del request, within_s
        return Reply(content_type=PLAIN, body=json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())

    async def close(self) -> None:
        pass


def told() -> list[Told]:
    """Make the answers about each person ready."""
    captured = {code: json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")) for code in LEXICONS}
    return [_about(number, captured) for number in numbers()]


def _about(number: str, captured: Mapping[str, Any]) -> Told:
    bodies = {code: next(spelled(answer["document"], number)) for code, answer in captured.items()}
    head = {"alg": "ES256", "kid": KEY.kid}
    return Told(
        bodies=[(body, LEXICONS[code]) for code, body in bodies.items()],
        documents=[(reader.read(body, LEXICONS[code].profile), LEXICONS[code]) for code, body in bodies.items()],
        signed=[
            Reply(content_type=SIGNED, body=jws.serialize_compact(head, body, KEY).encode())
            for code, body in bodies.items()
            if captured[code]["signed"]
        ],
    )


def _opening(loop: asyncio.AbstractEventLoop) -> Callable[[Told], object]:
    answers = SignedAnswers(jwks_url="https://keys.invalid", transport=Keys(), monotonic_s=time.monotonic)

    async def open_all(told: Told) -> None:
        for reply in told.signed:
            await answers.open(reply, within_s=3)

    return lambda told: loop.run_until_complete(open_all(told))


def stages(loop: asyncio.AbstractEventLoop) -> Mapping[str, Callable[[Told], object]]:
    """Name the stages, each over the answers about one person."""
    return {
        "orjson": lambda told: [orjson.loads(body) for body, _ in told.bodies],
        "strict JSON": lambda told: [strict_json.parse(body) for body, _ in told.bodies],
        "whole reader": lambda told: [reader.read(body, lexicon.profile) for body, lexicon in told.bodies],
        "ordinary document": lambda told: [QUICK[lexicon.profile.name].ordinary(body) for body, lexicon in told.bodies],
        "translation alone": lambda told: [translate(document, lexicon, VIEW) for document, lexicon in told.documents],
        "document, translated": lambda told: [
            translate(QUICK[lexicon.profile.name].read(body), lexicon, VIEW) for body, lexicon in told.bodies
        ],
        "the same, whole reader": lambda told: [
            translate(reader.read(body, lexicon.profile), lexicon, VIEW) for body, lexicon in told.bodies
        ],
        "signatures alone": _opening(loop),
    }


def measure(stage: Callable[[Told], object], people: Sequence[Told], times: int) -> float:
    """CPU µs for the answers about one person."""
    turns = cycle(people)
    begun = time.process_time()
    for _ in range(times):
        stage(next(turns))
    return (time.process_time() - begun) / times * 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    options.add_argument("--times", type=int, default=256)
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    people = told()
    with asyncio.Runner() as runner:
        todo = stages(runner.get_loop())
        found: dict[str, list[float]] = {name: [] for name in todo}
        for _ in range(chosen.rounds):
            for name, stage in todo.items():
                found[name].append(measure(stage, people, chosen.times))
    console = Console()
    size = sum(len(body) for body, _ in people[0].bodies)
    console.print(f"{len(LEXICONS)} answers, {size} bytes, median of {chosen.rounds} rounds")
    for name, micros in found.items():
        console.print(f"{name:24} {statistics.median(micros):8.0f} µs CPU")


if __name__ == "__main__":
    main()
