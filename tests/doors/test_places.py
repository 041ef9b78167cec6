"""How much one worker takes in: places, what a minute may cost, how often one person is looked up."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from builders import a_citizen, a_partner
from doors.door import JSON, TOKEN, Door, a_door, code
from hub_world import StandingSource

from adapters.web import body
from adapters.web.budgets import Budgets, LookUps, OverBudgetError
from adapters.web.counters import Counters
from adapters.web.crowd import Crowd, CrowdedError
from consent.parties import Role, SubjectRef
from hub.errors import BadInput
from schema import limits

QUERY = {"query": "{ agencies { code } }"}
OVERVIEW = {"query": "{ overview { __typename } }"}
PERSON, OTHER = a_citizen(SubjectRef("one")), a_citizen(SubjectRef("two"))


SENT = {"Content-Type": JSON, "Authorization": TOKEN}


async def nothing() -> AsyncIterator[bytes]:
    """A body that never comes."""
    await asyncio.sleep(60)
    yield b""


class Moved:
    """A clock that a test moves, in seconds."""

    at = 0

    def __call__(self) -> int:
        return self.at


def crowded(door: Door, most: int) -> None:
    """Let a worker take in so many."""
    object.__setattr__(door.app.graphql, "crowd", Crowd(most))


def budgeted(door: Door, budget: int) -> None:
    object.__setattr__(door.app.graphql, "budgets", Budgets(person=budget, client=budget))


async def test_a_worker_that_is_full_refuses_early_and_recovers_by_itself() -> None:
    async with a_door() as door:
        crowded(door, 1)
        source: StandingSource = door.desk.world.sources["cjib"]
        source.gate = asyncio.Event()
        waiting = asyncio.create_task(door.post(OVERVIEW))
        await source.reached.wait()

        refused = await door.post(QUERY, Authorization="Bearer bad")
        assert (refused.status_code, code(refused)) == (503, "hub.overloaded")
        assert refused.headers["retry-after"] == "1"
        assert (await door.http.get("/health/live")).status_code == 200

        source.gate.set()
        assert (await waiting).status_code == 200
        assert (await door.post(QUERY)).status_code == 200


async def test_what_fails_gives_its_place_back() -> None:
    async with a_door() as door:
        crowded(door, 1)
        for content in (b"1", {"query": "{"}, {"query": 1}):
            assert (await door.post(content)).status_code == 400
        assert (await door.post(QUERY)).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_the_last_quarter_is_for_people(role: Role) -> None:
    crowd, people = Crowd(4), {Role.CITIZEN, Role.INTERMEDIARY, Role.STAFF}
    comes = replace(a_partner("cjib"), role=role)
    with crowd.place(), crowd.place(), crowd.place():
        with crowd.admitted(comes):
            pass
        with crowd.place():
            if role in people:
                with crowd.admitted(comes):
                    pass
            else:
                with pytest.raises(CrowdedError), crowd.admitted(comes):
                    pass
            with pytest.raises(CrowdedError), crowd.place():
                pass
    assert crowd.inside == 0


@pytest.mark.parametrize("role", Role)
def test_one_payer_fills_a_quarter_and_nobody_else_waits_for_that(role: Role) -> None:
    crowd, comes = Crowd(8), replace(a_partner("cjib"), role=role, subject=SubjectRef("one"))
    with crowd.admitted(comes), crowd.admitted(comes):
        with pytest.raises(CrowdedError), crowd.admitted(comes):
            pass
        with crowd.admitted(OTHER), crowd.admitted(a_partner("duo")):
            pass
    with crowd.admitted(comes):
        pass


async def test_whoever_does_not_send_their_bodies_keeps_nobody_else_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "LONGEST_SECONDS", 0.5)
    async with a_door() as door:
        crowded(door, 8)
        honest = door.gate.requester
        door.gate.requester = OTHER
        slow = [asyncio.create_task(door.http.post("/graphql", content=nothing(), headers=SENT)) for _ in range(8)]
        await asyncio.sleep(0.1)
        door.gate.requester = honest
        meanwhile = await door.post(QUERY)
        statuses = [answer.status_code for answer in await asyncio.gather(*slow)]
    assert meanwhile.status_code == 200
    assert sorted(statuses) == [408] * 2 + [503] * 6


async def test_a_body_that_comes_too_late_or_is_too_large_is_charged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "LONGEST_SECONDS", 0.1)
    async with a_door() as door:
        await door.post(QUERY)
        budgeted(door, 7)
        late = await door.http.post("/graphql", content=nothing(), headers=SENT)
        large = await door.post(b" " * 200_000)
        malformed = await door.post(b"1")
        over = await door.post(QUERY)
    assert [answer.status_code for answer in (late, large, malformed, over)] == [408, 413, 400, 429]


async def test_whoever_has_nothing_left_is_not_read() -> None:
    async with a_door() as door:
        budgeted(door, 1)
        await door.post(b"1")
        over = await door.post(b" " * 200_000)
    assert (over.status_code, code(over)) == (429, "rate.exceeded")


async def test_a_document_that_is_not_known_yet_costs_its_reading_once() -> None:
    async with a_door() as door:
        first, second = [(await door.post(QUERY)).json()["extensions"]["cost"]["charged"] for _ in range(2)]
    assert first - second == limits.CHARACTER_COST * len(QUERY["query"])
    assert second < 10


@pytest.mark.parametrize("document", ["{" + " " * 899, "{ nope" + " " * 892 + " }"], ids=["unreadable", "unfitting"])
async def test_a_document_that_does_not_run_costs_its_sender_by_its_length(document: str) -> None:
    async with a_door() as door:
        charged = [(await door.post({"query": document})).json()["extensions"]["cost"]["charged"] for _ in range(2)]
    assert charged == [1 + 900 * limits.CHARACTER_COST] * 2


async def test_a_document_whose_reading_is_not_paid_for_is_not_read() -> None:
    async with a_door() as door:
        budgeted(door, 1_000)
        refused = await door.post({"query": "{" + " " * 999})
        long = await door.post({"query": "{" + " " * limits.CHARACTERS})
    assert (refused.status_code, code(refused)) == (429, "rate.exceeded")
    assert code(long) == "limit.characters", "what is too long to be read at all costs no reading"


@pytest.mark.parametrize("content", [b"[" + b"1," * 5_000 + b"1]", json.dumps({**QUERY, "x": [1] * 4_000}).encode()])
async def test_a_large_body_costs_by_its_length_whatever_stands_in_it(content: bytes) -> None:
    async with a_door() as door:
        await door.post(QUERY)
        budgeted(door, 1_000)
        before, _, after = await door.post(QUERY), await door.post(content), await door.post(QUERY)
    left = [answer.json()["extensions"]["cost"]["left"] for answer in (before, after)]
    assert left[0] - left[1] > len(content) // 1_000 * limits.KILOBYTE_COST


async def test_every_answer_says_what_is_left_of_the_minute() -> None:
    async with a_door() as door:
        await door.post(QUERY)
        budgeted(door, 1_000)
        first, bad = await door.post(QUERY), await door.post({"query": "{"})
    assert first.headers["ratelimit-policy"] == '"cost";q=1000;w=60'
    left = [int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) for answer in (first, bad)]
    assert 1_000 > left[0] > left[1] >= 0, "a document that does not run costs its sender something too"


async def test_what_does_not_fit_into_the_minute_is_not_run_and_not_charged() -> None:
    async with a_door() as door:
        small = {"query": "{ __typename }"}
        await door.post(OVERVIEW), await door.post(small)  # known from here on: they are not read
        known = door.desk.asked["cjib"]
        budgeted(door, 60)
        answers = [await door.post(OVERVIEW) for _ in range(3)]
        last = await door.post(small)
        asked = door.desk.asked["cjib"] - known
    over = answers[-1]
    assert (over.status_code, code(over)) == (429, "rate.exceeded")
    assert int(over.headers["retry-after"]) in range(1, 61)
    assert "data" not in over.json()
    assert asked == len([answer for answer in answers if answer.status_code == 200])
    assert last.status_code == 200, "what is left is still there"


def test_a_budget_is_whole_again_after_a_minute() -> None:
    clock = Moved()
    budgets = Budgets(person=10, client=10, monotonic_s=clock)
    budgets.account(PERSON).charge(10)
    clock.at = 59
    with pytest.raises(OverBudgetError) as over:
        budgets.account(PERSON).charge(1)
    assert (over.value.stands.left, over.value.headers["Retry-After"]) == (0, "1")
    clock.at = 60
    again = budgets.account(PERSON)
    again.charge(4)
    assert again.stands.left == 6


def test_what_is_charged_bit_by_bit_is_told_as_one_sum() -> None:
    account = Budgets(person=10, client=10).account(PERSON)
    account.charge(1)
    with pytest.raises(OverBudgetError):
        account.charge(10)
    account.charge(4)
    assert (account.stands.cost, account.stands.left) == (5, 5)


def test_nobody_pays_for_somebody_else() -> None:
    budgets = Budgets(person=10, client=10)
    cjib, duo = a_partner("cjib"), a_partner("duo")
    worker = replace(cjib, role=Role.STAFF, worker="w1")
    for who in (PERSON, OTHER, cjib, duo, worker, replace(worker, worker="w2")):
        budgets.account(who).charge(10)
        with pytest.raises(OverBudgetError):
            budgets.account(who).charge(1)


def test_whoever_acts_for_several_people_pays_for_all_of_them_themselves() -> None:
    budgets, acting = Budgets(person=10, client=10), replace(PERSON, actor=SubjectRef("helper"))
    budgets.account(acting).charge(10)
    with pytest.raises(OverBudgetError):
        budgets.account(replace(OTHER, actor=SubjectRef("helper"))).charge(1)
    budgets.account(PERSON).charge(10)


def test_one_person_is_looked_up_so_often_a_minute_by_one_client() -> None:
    clock = Moved()
    looks = LookUps(most=2, monotonic_s=clock)
    for who in (a_partner("cjib"), a_partner("duo"), PERSON):
        looks.count(who, SubjectRef("one"))
        looks.count(who, SubjectRef("one"))
        with pytest.raises(BadInput) as often:
            looks.count(who, SubjectRef("one"))
        assert often.value.code == "person.asked_too_often"
        looks.count(who, SubjectRef("two"))
    clock.at = 61
    looks.count(PERSON, SubjectRef("one"))


async def test_look_ups_are_counted_one_by_one_however_they_are_packed() -> None:
    each = " ".join(
        f'o{n}: overview(asOf: "2026-11-0{n}") {{ __typename ... on InputProblem {{ code path }} }}'
        for n in range(1, 6)
    )
    async with a_door() as door:
        object.__setattr__(door.desk.world.collect, "pace", LookUps(most=7))
        first, second = await door.post({"query": f"{{ {each} }}"}), await door.post({"query": f"{{ {each} }}"})
        asked = door.desk.asked["cjib"]
    assert {answer["__typename"] for answer in first.json()["data"].values()} == {"Overview"}
    refused = {"__typename": "InputProblem", "code": "person.asked_too_often", "path": ["person"]}
    assert list(second.json()["data"].values()) == [refused] * 5, "all of one question, or nothing of it"
    assert asked == 5


def test_counters_are_bounded_and_the_oldest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.web.counters.MOST", 3)
    clock = Moved()
    counters = Counters(clock)
    for name in "abcd":
        assert counters.count(name, most=1)
    assert [counters.counted(name) for name in "abcd"] == [0, 1, 1, 1]
    clock.at = 60
    assert [counters.counted(name) for name in "abcd"] == [0, 0, 0, 0]
    assert len(counters) == 0


def test_what_does_not_fit_is_not_counted_and_a_window_ends_for_all_that_was_counted_in_it() -> None:
    clock = Moved()
    counters = Counters(clock)
    assert counters.count("a", most=10, by=7)
    clock.at = 59

    assert [counters.count("a", most=10, by=by) for by in (4, 3, 1)] == [False, True, False]
    assert (counters.counted("a"), counters.ends_s("a")) == (10, 60)
    clock.at = 60
    assert counters.count("a", most=10, by=10)
    assert (counters.counted("a"), counters.ends_s("a")) == (10, 120)
