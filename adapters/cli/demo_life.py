"""A short life of an arrangement in the demo: accepted, paid, missed, paused, with the clock moved in between."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from adapters.agencies.simulator.story import Persona
from adapters.cli import demo_statement
from adapters.cli.demo_client import DemoClient
from adapters.cli.demo_print import Printer
from adapters.cli.variants_table import euros
from adapters.system import DemoClock
from hub.errors import Unavailable

LONGEST_SECONDS: Final = 20
POLL_SECONDS: Final = 0.3
"""How long the hub's own work is waited for: it asks and tells agencies beside answering."""

A_WEEK: Final = timedelta(days=7)
"""So long after a due date a term that did not come in is missed, weekends and bank holidays or not."""

BEGINNING: Final = ("ACCEPTED", "REQUESTED")

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLife:
    """The life of one persona's arrangement. `token_of` gives the token of an agency's system."""

    client: DemoClient
    persona: Persona
    token_of: Callable[[str], str]
    clock: DemoClock
    printer: Printer

    def play(self, scheme: str) -> None:
        """Live through it, printing. Where there is nothing to accept, say so."""
        kept = self._ask("demo_propose", {"key": "life-plan", "scheme": scheme})["proposeArrangement"]["arrangement"]
        if kept is None or not kept["proposal"]["acceptable"]:
            self.printer.line("There is no plan that can be accepted.")
            return
        accepted = self._done("acceptArrangement", self._ask("demo_accept", {"key": "life-yes", "id": kept["id"]}))
        plan, reform = kept["proposal"], kept["proposal"]["reform"]
        under = f" It can only be under reform {reform['name']}: {reform['text']}" if reform else ""
        self.printer.line(
            f"Accepted: {plan['months']} months of {euros(plan['monthlyAmount'])}, {euros(plan['total'])} in all."
        )
        self.printer.line(under.strip())
        life = self._until(lambda now: now["state"] not in BEGINNING and _is_told(now))
        demo_statement.said(self.printer, life)
        if life["state"] == "ACTIVE":
            life = self._go_on(life, accepted["arrangement"])
        demo_statement.account(self.printer, life)

    def _go_on(self, life: Answer, arrangement: Answer) -> Answer:
        """One term is paid, the next one is missed; after the reminder a pause is asked for. Give how it stands."""
        first, *others = life["terms"]["instalments"]
        self._pay(first, arrangement)
        if not others:
            return self._life()
        self._move(date.fromisoformat(others[0]["dueOn"]) + A_WEEK)
        life = self._until(lambda now: now["state"] == "REMINDED")
        self._reminded(life)
        asked = self._ask("demo_pause", {"key": "life-pause", "id": arrangement["id"]})["requestPause"]
        for problem in asked["problems"]:
            self.printer.line(f"A pause is not possible by rule: {problem['message']}")
        if asked["problems"]:
            return life
        self.printer.line(f"A pause is asked for, until {asked['arrangement']['pause']['until']}.")
        return self._until(lambda now: now["state"] == "PAUSED" and _is_told(now))

    def _pay(self, term: Answer, arrangement: Answer) -> None:
        """The agency that carries it out tells, on the due date, that the money came in."""
        self._move(date.fromisoformat(term["dueOn"]))
        told = {
            "key": "life-payment",
            "id": arrangement["id"],
            "person": {"bsn": self.persona.bsn},
            "reference": "demo-1",
            "amount": term["amount"],
            "receivedOn": term["dueOn"],
        }
        token = self.token_of(arrangement["executes"]["code"])
        self._done("recordPayment", self.client.tell(token, "demo_record_payment", told))

    def _move(self, day: date) -> None:
        self.clock.move(day)
        self.printer.line(f"The clock moves: it is {day}.")

    def _reminded(self, life: Answer) -> None:
        if reminder := life["reminder"]:
            self.printer.line(
                f"A reminder: {euros(reminder['missing'])} is missing; to be paid on {reminder['until']} at the latest."
            )

    def _ask(self, operation: str, variables: Answer) -> Answer:
        return self.client.ask(self.persona.name, operation, variables)

    def _done(self, mutation: str, answer: Answer) -> Answer:
        """Give what a command answered. Raises Unavailable where it was not done."""
        payload: Answer = answer[mutation]
        if payload["problems"]:
            codes = ", ".join(problem["code"] for problem in payload["problems"])
            raise Unavailable("demo.failed", f"{mutation} was not done ({codes}).")
        return payload

    def _life(self) -> Answer:
        (edge, *_) = self._ask("demo_arrangements", {"events": 50})["acceptedArrangements"]["edges"]
        life: Answer = edge["node"]
        return life

    def _until(self, wanted: Callable[[Answer], bool]) -> Answer:
        """Wait until it stands as wanted, not for ever; give how it stands."""
        ends_at = time.monotonic() + LONGEST_SECONDS
        while not wanted(life := self._life()) and time.monotonic() < ends_at:
            time.sleep(POLL_SECONDS)
        return life


def _is_told(life: Answer) -> bool:
    """Say whether every agency has said its last word to everything it was asked or told."""
    return all(notice["final"] for each in life["agencies"] for notice in each["notices"])
