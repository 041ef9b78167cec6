"""Take the answers that the benchmark serves from our simulators anew: `python tests/bench/capture.py`.

The person of the story with the most claims, as the agencies answer on the story's day. Kept as files, so that two runs
of the benchmark serve the same bytes whatever became of the simulators.
"""

import json
from datetime import UTC, datetime, time

from bench.upstream import FOLDER

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import agency as agency_folder
from adapters.agencies.simulator import encoder, people
from adapters.agencies.simulator.people import STORY_DAY

PERSONA = "noor"
"""Owes money to all five agencies, eleven claims in all."""

MADE_AT = datetime.combine(STORY_DAY, time(12), UTC)


def answer(code: str) -> str:
    """What one agency answers, and whether it signs, as the file holds it."""
    bsn = next(persona.bsn for persona in people.personas() if persona.name == PERSONA)
    of = agency_folder.load(code)
    person = people.load(of).get(bsn)
    document = encoder.document(person, of, bsn=bsn, as_of=STORY_DAY, made_at=MADE_AT)
    told = {"signed": of.signs_answers, "document": document}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for each in AGENCIES:
        (FOLDER / f"{each}.json").write_text(answer(each), encoding="utf-8")
