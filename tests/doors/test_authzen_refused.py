"""What an enforcement point gets that sends nonsense, may not ask, or meets a hub that cannot write down its answer."""

from dataclasses import replace
from typing import Any

import pytest
from doors.beside import ENFORCER, doors_beside
from doors.door import away
from doors.test_authzen import allow, lines

BROKEN: dict[str, Any] = {
    "nothing": {},
    "a list": b"[]",
    "no json": b"{",
    "no utf-8": b'{"a": "\xff"}',
    "a name twice": b'{"subject": {}, "subject": {}}',
    "a subject that is a text": {"subject": "me"},
    "a subject without an id": {"subject": {"type": "organisatie"}},
    "an id that is a number": {"subject": {"type": "organisatie", "id": 1}},
    "an empty id": {"resource": {"type": "dossier", "id": ""}},
    "no action": {"action": None},
    "properties that are a list": {"resource": {"type": "dossier", "id": "a", "properties": []}},
    "a context that is a text": {"context": "now"},
}
BROKEN_BATCHES: dict[str, Any] = {
    "evaluations that are an object": {"evaluations": {}},
    "an evaluation that is a text": {"evaluations": ["a"]},
    "too many": {"evaluations": [{}] * 21},
    "options that are a list": {"evaluations": [{}], "options": []},
    "a semantic that is none": {"evaluations": [{}], "options": {"evaluations_semantic": "guess"}},
    "a semantic that is a list": {"evaluations": [{}], "options": {"evaluations_semantic": ["execute_all"]}},
    "one bad of two": {"evaluations": [{}, {"subject": {"type": "x"}}]},
    "a bad context at the top": {"evaluations": [{}], "context": []},
}


@pytest.mark.parametrize("case", [*BROKEN, *BROKEN_BATCHES])
async def test_what_is_malformed_is_a_400_with_a_text_and_leaves_no_line(case: str) -> None:
    path = "/access/v1/evaluations" if case in BROKEN_BATCHES else "/access/v1/evaluation"
    async with doors_beside() as beside:
        change = {**BROKEN, **BROKEN_BATCHES}[case]
        content = change if isinstance(change, bytes) or not change else {**beside.question(), **change}
        answer = await beside.post(path, content)

        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
        assert 10 < len(answer.text) < 300
        assert await lines(beside) == []


async def test_twenty_evaluations_are_answered() -> None:
    async with doors_beside() as beside:
        answer = await beside.post("/access/v1/evaluations", {**beside.question(), "evaluations": [{}] * 20})

        assert len(answer.json()["evaluations"]) == 20
        assert len(await lines(beside)) == 1


@pytest.mark.parametrize("path", ["/access/v1/evaluation", "/access/v1/evaluations"])
async def test_who_may_not_ask_is_told_so_and_no_more(path: str) -> None:
    async with doors_beside() as beside:
        content = beside.question()
        nobody = await beside.http.post(path, json=content)
        forged = await beside.post(path, content, Authorization="Bearer forged")
        beside.come_as(replace(ENFORCER, scopes=frozenset()))
        unregistered = await beside.post(path, content)

        assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
        assert (forged.status_code, forged.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
        assert unregistered.status_code == 403
        for answer in (nobody, forged, unregistered):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert beside.ref() not in answer.text
        assert await lines(beside) == []


async def test_a_body_that_is_no_json_or_too_large_is_refused() -> None:
    async with doors_beside() as beside:
        path = "/access/v1/evaluation"
        form = await beside.post(path, b"a=b", Content_Type="application/x-www-form-urlencoded")
        large = await beside.post(path, b" " * 100_001)

    assert (form.status_code, large.status_code) == (415, 413)


class Failing:
    """A store that takes everything but the audit line."""

    def __init__(self, store: Any, fault: Exception) -> None:
        self._store, self._fault = store, fault

    def transaction(self, subject: Any) -> Any:
        return _FailingBlock(self._store.transaction(subject), self._fault)


class _FailingBlock:
    def __init__(self, block: Any, fault: Exception) -> None:
        self._block, self._fault = block, fault

    async def __aenter__(self) -> Any:
        inner = await self._block.__aenter__()
        fault = self._fault

        async def append_audit(record: Any) -> None:
            raise fault

        inner.append_audit = append_audit
        return inner

    async def __aexit__(self, *told: object) -> Any:
        return await self._block.__aexit__(*told)


@pytest.mark.parametrize("fault", [away(), RuntimeError("secret path /etc/hub")], ids=["away", "unforeseen"])
async def test_nothing_is_answered_where_it_cannot_be_written_down(fault: Exception) -> None:
    async with doors_beside(spoil=lambda store: Failing(store, fault)) as beside:
        await allow(beside)
        answer = await beside.post("/access/v1/evaluation", beside.question())

        assert answer.status_code == 500
        assert "decision" not in answer.text
        assert "secret" not in answer.text
        assert await lines(beside) == []
