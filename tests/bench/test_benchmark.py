"""The benchmark in small: that it runs, that all do the same work, and what it keeps of its page. Nothing is timed."""

from datetime import date
from typing import Any

import httpx2
import pytest
from bench import capture, contenders, our_hub, page, shares, table
from bench.bench_gateway import run
from bench.contenders import BARE, FREE, OURS
from bench.rounds import Effort, Measured
from bench.shares import ROOT
from bench.surroundings import Surroundings, surroundings
from bench.table import Results
from bench.upstream import FOLDER

from adapters.agencies.registry import AGENCIES

TINY = Effort(clients=2, rounds=1, round_seconds=0.1, most_requests=20, warm_up=1)
ROWS = [row for row in OURS if row.name in {FREE, "overview, DPoP"}]


def some(name: str, cpu_us: float) -> Measured:
    """What a run may have found of one contender."""
    return Measured(
        name=name,
        requests=20,
        per_second=1000,
        p50_ms=1,
        p99_ms=2,
        cpu_us=cpu_us,
        memory_mb=100,
        growth=0.01,
        odd=0,
    )


def test_it_measures_the_hub_beside_the_bare_fan_out() -> None:
    with surroundings(people=2) as world:
        found = run(world, TINY, contenders.BARE_ONES, ROWS)
        bare, ours = _references(world)

    assert {one.name for one in found.measured} == {BARE, contenders.BARE_PLAIN, *(row.name for row in ROWS)}
    assert [one.name for one in found.measured if one.odd or one.requests < 2] == []
    assert bare == ours != set()


def _references(world: Surroundings) -> tuple[set[str], set[str]]:
    """The claims that the bare fan-out finds, and those that the hub finds."""
    number, row = world.people[0], ROWS[0]
    with contenders.BARE_ONES[0].running(world.folder_of_its_own(), world.people, world.upstream) as bare:
        question = {"bsn": number, "asOf": "2026-11-24"}
        url = f"http://127.0.0.1:{bare.server.port}/"
        plain: dict[str, Any] = httpx2.post(url, json=question, trust_env=False).json()
    overview = world.hub(row.setting).post(number, our_hub.free(row.document))["overview"]
    assert overview["complete"]
    edges = overview["claims"]["edges"]
    return {claim["reference"] for claim in plain["claims"]}, {edge["node"]["reference"] for edge in edges}


@pytest.mark.parametrize("code", AGENCIES)
def test_the_captured_answers_are_those_of_the_simulators(code: str) -> None:
    assert (FOLDER / f"{code}.json").read_text(encoding="utf-8") == capture.answer(code)


def test_a_run_is_held_against_every_target() -> None:
    found = Results(measured=[some(BARE, 100), some(FREE, 501)], ours=frozenset({FREE}))

    verdicts = {target.says: table.verdict(target) for target in table.targets(found)}

    assert verdicts.pop("overview, free query, at most 5 × the bare fan-out") == "does not hold"
    assert verdicts.pop("a worker, at most 150 MB") == "holds"
    assert verdicts.pop("… and flat, within 5 %") == "holds"
    assert set(verdicts.values()) == {table.NOT_MEASURED}


def test_a_page_keeps_what_people_wrote_and_only_the_last_run(tmp_path: Any) -> None:
    written = tmp_path / "performance.md"
    written.write_text("# How fast it decides\n\nBy hand.\n", encoding="utf-8")

    for cpu_us in (200.0, 300.0):
        found = Results(
            measured=[some(BARE, 100), some(FREE, cpu_us)],
            ours=frozenset({FREE}),
            shares=(FREE, [("store", 0.75), ("tokens", 0.25)]),
        )
        page.write(found, on=date(2026, 11, 28), clients=32, rounds=3, page=written)

    text = written.read_text(encoding="utf-8")
    assert text.startswith("# How fast it decides\n\nBy hand.\n\n## How fast it answers\n")
    assert f"| {FREE} | 3.00 |" in text
    assert f"| {FREE} | 2.00 |" not in text
    assert "| store | 75.0% | 2.25 |" in text
    assert "28 November 2026" in text


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (f"{ROOT}/adapters/agencies/fcid/reader.py", "decoding FCID"),
        (f"{ROOT}/adapters/agencies/line.py", "HTTP client"),
        (f"{ROOT}/schema/types/claim.py", "building types, resolvers"),
        ("/any/lib/python3.11/site-packages/graphql/execution/execute.py", "executor"),
        ("/any/lib/python3.11/site-packages/joserfc/jws.py", None),
        ("/any/lib/python3.11/site-packages/sqlalchemy/sql/schema.py", "store"),
    ],
)
def test_work_counts_for_the_part_that_does_it(path: str, part: str | None) -> None:
    assert shares.part_of(path) == part
