"""A person takes home all about them as one file that fits its schema; whoever else comes gets a problem and a code."""

import json
import re
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest
from api.desk import BSN, OTHER_BSN
from builders import a_partner
from commands.fitting import fits
from consenting import acting_for
from doors.beside import AUDITOR, HELPER
from doors.door import away
from doors.own_data import FORM, Taking, an_own_data_door
from kept import a_proposal, a_record
from living import OWED
from sources import ROOT

from adapters.web import own_data_texts
from adapters.web.admission import COST as CALL
from adapters.web.audit_exports import CONTRACT, VERSION
from adapters.web.body import LARGEST
from adapters.web.budgets import Budgets
from adapters.web.own_data import CODES, COST, PATH
from consent.parties import Requester
from hub.audit.events import Event

PAGE = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")


async def lived(taking: Taking) -> None:
    """Something of most kinds: a proposal that became an arrangement, and one that nobody can read any more."""
    life = taking.beside.door.desk.life
    shown = await life.propose()
    await life.accept(shown.id)
    await life.work()
    world = taking.beside.door.desk.world
    async with world.store.transaction(world.subject) as tx:
        await tx.keep_proposal(a_proposal(world.subject, id="damaged", sealed=b"?"))


async def test_the_file_has_everything_and_fits_its_schema() -> None:
    async with an_own_data_door(OWED) as taking:
        await lived(taking)
        home = await taking.home()

    assert home["person"]["bsn"] == BSN
    assert [each["stands"]["open"] for each in home["arrangements"]] == [90_000]
    assert len(home["consents"]) == 10
    assert {each["agency"]: each["status"] for each in home["answers"]}["cjib"] == "answered"
    cases = next(each["fcid"] for each in home["answers"] if each["agency"] == "cjib")["body"]["financiele_zaken"]
    assert [case["zaakkenmerk"] for case in cases] == ["A-1", "D-1"]
    assert home["log"][-1]["record"]["event"] == "person.exported"
    assert [each["number"] for each in home["log"]] == sorted(each["number"] for each in home["log"])
    assert home["ask"]["controllers"][0]["contact"]


async def test_a_file_with_next_to_nothing_fits_too() -> None:
    async with an_own_data_door() as taking:
        home = await taking.home()

    assert (home["arrangements"], home["answers"]) == ([], [])


async def test_the_schema_lets_nothing_pass_that_it_does_not_know() -> None:
    async with an_own_data_door(OWED) as taking:
        await lived(taking)
        home = await taking.home()
    (arrangement,) = home["arrangements"]

    assert not fits(FORM, {**home, "more": 1})
    assert not fits(FORM, {**home, "arrangements": [{**arrangement, "more": 1}]})
    assert not fits(FORM, {name: value for name, value in home.items() if name != "log"})


async def test_every_kind_says_how_long_it_is_kept() -> None:
    async with an_own_data_door() as taking:
        home = await taking.home()

    kept = {each["kind"]: each for each in home["keeping"]}
    assert {*kept} == {*home} - {"form", "madeAt", "version", "keeping", "ask"}
    assert kept["proposals"]["value"] == 14
    assert all(kept[kind]["rule"] in own_data_texts.RULES for kind in kept if kept[kind]["value"] is not None)


async def test_it_comes_as_a_file_of_one_name_that_nobody_keeps_on_the_way() -> None:
    async with an_own_data_door() as taking:
        answer = await taking.post()

    assert answer.headers["content-disposition"] == 'attachment; filename="own-data.json"'
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (
        answer.headers["api-version"] == VERSION == json.loads(CONTRACT.read_text(encoding="utf-8"))["info"]["version"]
    )


async def test_nothing_of_anybody_else_is_in_it() -> None:
    async with an_own_data_door(OWED) as taking:
        desk = taking.beside.door.desk
        stranger = await desk.a_stranger()
        other = stranger.subject
        assert other is not None
        async with desk.world.store.transaction(other) as tx:
            await tx.append_audit(a_record(other, outcome={"secret": 1}))
            await tx.keep_proposal(a_proposal(other, id="theirs"))
        mine = json.dumps(await taking.home())
        taking.beside.come_as(stranger)
        theirs = json.dumps(await taking.home())

    assert not {OTHER_BSN, str(other), "theirs", "secret"} & {*re.findall(r'[^"\s]+', mine)}
    assert BSN not in theirs
    assert {OTHER_BSN, "theirs", "secret"} <= {*re.findall(r'[^"\s]+', theirs)}


async def test_a_log_that_is_longer_than_one_piece_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.actions.export_own_data.PIECE", 2)
    async with an_own_data_door() as taking:
        world = taking.beside.door.desk.world
        for _ in range(4):
            await world.collect(world.question())
        home = await taking.home()

    assert [each["record"]["event"] for each in home["log"]] == [
        Event.CONSENT_GIVEN,
        *[Event.CLAIMS_ASKED, Event.CLAIMS_RELEASED] * 4,
        Event.PERSON_EXPORTED,
    ]


async def test_a_file_that_breaks_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with an_own_data_door() as taking:

        async def broken(_subject: object) -> Any:
            yield [{"number": 1, "record": {}}]
            raise away()

        monkeypatch.setattr("hub.actions.export_own_data.ExportOwnData.lines", lambda _self, subject: broken(subject))
        with pytest.raises(httpx2.RemoteProtocolError):
            await taking.post()


# ── who gets nothing ──


@pytest.mark.parametrize(
    "requester", [a_partner(), HELPER, AUDITOR], ids=["agency", "organization that helps", "auditor"]
)
async def test_whoever_is_no_person_gets_nothing(requester: Requester) -> None:
    async with an_own_data_door() as taking:
        taking.beside.come_as(requester)
        answer = await taking.post()

    assert (answer.status_code, answer.json()["code"]) == (403, "consent.not_their_own")


async def test_whoever_is_not_logged_in_gets_nothing_and_is_told_so() -> None:
    async with an_own_data_door() as taking:
        answer = await taking.beside.http.post(PATH, json={})
        events = await taking.events()

    assert (answer.status_code, answer.json()["code"]) == (401, "own_data.not_authenticated")
    assert "person.exported" not in events


async def test_who_acts_for_somebody_gets_nothing_and_their_person_sees_that_they_tried() -> None:
    async with an_own_data_door() as taking:
        taking.beside.come_as(acting_for(taking.beside.subject))
        answer = await taking.post()
        events = await taking.events()

    assert (answer.status_code, answer.json()["code"]) == (403, "consent.not_their_own")
    assert events[-2:] == ["mandate.given", "access.refused"]


async def refusals(taking: Taking) -> dict[int, httpx2.Response]:
    """One answer of every kind that can be brought about from outside."""
    client, post = taking.beside.http, taking.post
    found: Sequence[httpx2.Response] = [
        await post({"from": "2026-01-01"}),
        await client.post("/v1/own-data/exports", json={}),
        await client.post("/v1/own-data/exports", content=b"{}", headers={"Content-Type": "text/plain"}),
        await post(b" " * (LARGEST + 1)),
    ]
    taking.beside.come_as(a_partner())
    return {answer.status_code: answer for answer in (*found, await post())}


async def test_every_problem_bears_its_code_and_leaves_no_line_that_something_was_taken() -> None:
    async with an_own_data_door() as taking:
        found = await refusals(taking)
        events = await taking.events()

    assert {*found} == {400, 401, 403, 413, 415}
    for status, answer in found.items():
        told = answer.json()
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert (told["status"], told["code"]) == (status, CODES[status])
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["api-version"] == VERSION
    assert "person.exported" not in events


@pytest.mark.parametrize(
    "content", [{"subject": "somebody"}, b"[]", b"", b"no json"], ids=["member", "list", "none", "text"]
)
async def test_there_is_nothing_to_choose(content: Any) -> None:
    async with an_own_data_door() as taking:
        answer = await taking.post(content)

    assert (answer.status_code, answer.json()["code"]) == (400, "own_data.malformed")
    assert "somebody" not in answer.text


async def test_a_store_that_is_away_is_told_as_that() -> None:
    async with an_own_data_door() as taking:

        class Away:
            def transaction(self, _subject: object) -> Any:
                raise away()

        taking.change(store=Away())
        answer = await taking.post()

    assert (answer.status_code, answer.json()["code"]) == (503, "own_data.unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_a_fault_is_reported_and_its_text_stays_here() -> None:
    async with an_own_data_door() as taking:
        taking.change(clock=None)
        answer = await taking.post()
        wrong = [type(fault) for fault in taking.beside.wrong]

    assert (answer.status_code, answer.json()["code"], wrong) == (500, "own_data.fault", [AttributeError])
    assert "NoneType" not in answer.text


async def test_it_costs_more_than_a_look_and_a_minute_holds_only_so_many() -> None:
    async with an_own_data_door(budgets=Budgets(person=2 * (COST + CALL), client=1)) as taking:
        answers = [await taking.post() for _ in range(3)]
        taken = (await taking.events()).count("person.exported")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "own_data.over_budget"
    assert int(answers[2].headers["retry-after"]) in range(1, 61)
    assert taken == 2


# ── the page ──


def test_the_page_has_a_row_for_every_code_and_no_other() -> None:
    rows = re.findall(r"^\| `((?:own_data|consent)\.[a-z_]+)` \|", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(CODES.values())


def test_the_page_has_a_row_for_every_kind() -> None:
    rows = re.findall(r"^\| `([a-zA-Z]+)` \|", PAGE, re.MULTILINE)

    assert rows == [*own_data_texts.KEPT]
