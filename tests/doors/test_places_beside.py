"""A worker that is full, or a minute that is spent, is the same at every door."""

from typing import Any

import pytest
from doors.beside import AUDITOR, CJIB, ENFORCER, Beside, doors_beside
from doors.test_decision_log import EVALUATION, EVALUATIONS, READ

from adapters.web import stopped
from adapters.web.admission import COST
from adapters.web.budgets import Budgets
from adapters.web.crowd import Crowd

PATHS = {EVALUATION: 500, EVALUATIONS: 500, READ: 503}
"""Each door, and what it says where it cannot answer now."""


async def asked(beside: Beside, path: str) -> Any:
    beside.come_as(AUDITOR if path == READ else ENFORCER)
    good = {"dpl.core.data_subject_id": beside.ref(AUDITOR)} if path == READ else beside.question()
    return await beside.post(path, good)


@pytest.mark.parametrize("path", PATHS)
async def test_a_worker_that_is_full_refuses_here_too(path: str) -> None:
    crowd = Crowd(2)
    async with doors_beside(crowd=crowd) as beside:
        with crowd.place(), crowd.place():
            full = await asked(beside, path)
        free = await asked(beside, path)

    assert (full.status_code, full.headers["retry-after"]) == (PATHS[path], "1")
    assert free.status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_who_waited_too_long_is_told_that_and_not_that_the_hub_is_full(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopped, "LONGEST_SECONDS", 0)
    async with doors_beside() as beside:
        late = await asked(beside, path)

    assert late.status_code == PATHS[path]
    assert "It took too long." in late.text


@pytest.mark.parametrize("path", PATHS)
async def test_whoever_fills_their_share_gets_no_further_here_either(path: str) -> None:
    crowd = Crowd(8)
    async with doors_beside(crowd=crowd) as beside:
        with crowd.admitted(ENFORCER), crowd.admitted(ENFORCER), crowd.admitted(AUDITOR), crowd.admitted(AUDITOR):
            filled = await asked(beside, path)
        assert filled.status_code == PATHS[path]


@pytest.mark.parametrize("path", PATHS)
async def test_a_call_is_charged_to_the_minute_of_its_client_and_refused_when_that_is_spent(path: str) -> None:
    async with doors_beside(budgets=Budgets(person=1, client=COST + 1)) as beside:
        first, second = await asked(beside, path), await asked(beside, path)
        beside.come_as(CJIB)
        other = await beside.post(EVALUATION, {})

    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) in range(1, 61)
    assert second.headers["ratelimit"].startswith('"cost";r=1;')
    assert other.status_code == 403, "nobody pays for somebody else"


async def test_graphql_is_charged_to_the_same_minute() -> None:
    async with doors_beside(budgets=Budgets(person=1, client=COST)) as beside:
        await asked(beside, EVALUATION)
        over = await beside.post("/graphql", {"query": "{ __typename }"})

    assert over.status_code == 429
