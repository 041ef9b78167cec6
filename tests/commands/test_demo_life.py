"""The demo's short life where it goes otherwise than for most: nothing to accept, no pause, a command refused."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.agencies.simulator import people
from adapters.cli import demo_life
from adapters.cli.demo_life import ShortLife
from adapters.cli.demo_print import Printer
from adapters.system import DemoClock
from hub.errors import Unavailable

NOOR = next(one for one in people.personas() if one.name == "noor")
CJIB = {"code": "cjib", "name": "CJIB"}
PLAN = {"months": 2, "monthlyAmount": 5000, "total": 10000, "acceptable": True, "reform": None}
TERMS = [
    {"number": 1, "dueOn": "2027-01-01", "amount": 5000, "paidAmount": 0},
    {"number": 2, "dueOn": "2027-02-01", "amount": 5000, "paidAmount": 0},
]
TOLD = [{"kind": "REQUEST", "reply": "GRANTED", "final": True}]


def stands(state: str, terms: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "state": state,
        "openAmount": 10000,
        "claims": [{"owner": CJIB, "agreedAmount": 10000, "openAmount": 10000}],
        "agencies": [{"agency": CJIB, "openAmount": 10000, "notices": TOLD}],
        "terms": {"instalments": TERMS if terms is None else terms, "lastDueOn": "2027-02-01"},
        "reminder": {"missing": 5000, "until": "2027-03-01"} if state == "REMINDED" else None,
        "pause": None,
        "payments": {"edges": []},
        "events": {"edges": []},
    }


class ScriptedHub:
    """Answers what a test wants, and remembers what it was told."""

    def __init__(self, *lives: dict[str, Any], plan: Mapping[str, Any] | None = PLAN) -> None:
        self.lives: Iterator[dict[str, Any]] = iter(lives)
        self.plan = plan
        self.told: list[str] = []
        self.problems: dict[str, list[dict[str, str]]] = {}

    def ask(self, _persona: str, operation: str, _variables: Mapping[str, object]) -> dict[str, Any]:
        self.told.append(operation)
        match operation:
            case "demo_propose":
                return {"proposeArrangement": {"arrangement": self.plan and {"id": "p", "proposal": self.plan}}}
            case "demo_accept":
                return self._done("acceptArrangement", {"id": "a", "executes": CJIB})
            case "demo_pause":
                return self._done("requestPause", {"pause": {"until": "2027-06-08"}})
            case _:
                return {"acceptedArrangements": {"edges": [{"node": next(self.lives)}]}}

    def tell(self, token: str, operation: str, variables: Mapping[str, object]) -> dict[str, Any]:
        self.told.append(f"{operation} {token} {variables['amount']}")
        return self._done("recordPayment", None)

    def _done(self, mutation: str, arrangement: object) -> dict[str, Any]:
        return {mutation: {"arrangement": arrangement, "problems": self.problems.get(mutation, [])}}


@pytest.fixture
def play(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(demo_life, "LONGEST_SECONDS", 0)

    def played(hub: Any) -> str:
        clock = DemoClock(tmp_path / "clock")
        ShortLife(client=hub, persona=NOOR, token_of=lambda code: f"token-{code}", clock=clock, printer=Printer()).play(
            "rijk-wide"
        )
        return capsys.readouterr().out

    return played


@pytest.mark.parametrize("plan", [None, {**PLAN, "acceptable": False}], ids=["no plan", "a plan that is blocked"])
def test_where_nothing_can_be_accepted_it_says_so_and_goes_no_further(play: Any, plan: Any) -> None:
    hub = ScriptedHub(plan=plan)

    assert "There is no plan that can be accepted." in play(hub)
    assert hub.told == ["demo_propose"]


def test_where_the_agency_does_not_grant_it_the_account_is_given_as_it_stands(play: Any) -> None:
    hub = ScriptedHub(stands("DECLINED"))

    assert "It is declined." in play(hub)
    assert hub.told == ["demo_propose", "demo_accept", "demo_arrangements"]


def test_a_plan_of_one_term_is_paid_and_no_term_is_missed(play: Any) -> None:
    hub = ScriptedHub(stands("ACTIVE", TERMS[:1]), stands("COMPLETED", TERMS[:1]))

    assert "It is completed." in play(hub)
    assert hub.told[-2:] == ["demo_record_payment token-cjib 5000", "demo_arrangements"]


def test_where_no_rule_gives_a_pause_it_says_why(play: Any) -> None:
    hub = ScriptedHub(stands("ACTIVE"), stands("REMINDED"))
    hub.problems["requestPause"] = [{"code": "pause.not_regulated", "message": "A worker decides."}]
    printed = play(hub)

    assert "A pause is not possible by rule: A worker decides." in printed
    assert "A reminder: €50.00 is missing; to be paid on 2027-03-01 at the latest." in printed
    assert "It is reminded." in printed


@pytest.mark.parametrize("mutation", ["acceptArrangement", "recordPayment"])
def test_a_command_that_is_not_done_ends_the_demo_with_its_code(play: Any, mutation: str) -> None:
    hub = ScriptedHub(stands("ACTIVE"), stands("REMINDED"))
    hub.problems[mutation] = [{"code": "arrangement.open_already"}]

    with pytest.raises(Unavailable, match=rf"demo\.failed: {mutation} was not done \(arrangement\.open_already\)"):
        play(hub)
