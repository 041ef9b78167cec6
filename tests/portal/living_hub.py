"""A running hub in which arrangements live: agencies that can be told to answer otherwise, and a clock that moves."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx2
from portal.arrangements import UNHURRIED
from running_hub import PERSONAS, Agencies, RunningHub, hub_in

from adapters.cli.demo_folder import DemoFolder

LONGEST_SECONDS: Final = 60
POLL_SECONDS: Final = 0.2

LAW: Final = "rijk-2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingHub(RunningHub):
    """A running hub, and what moves an arrangement along."""

    def desk(self, code: str, behaviour: str | None) -> None:
        """Have an agency's desk treat everybody so from now on."""
        url = next(stall.described()["url"] for stall in self.street.stalls if stall.code == code)
        answer = httpx2.put(f"{url}/simulator/desk", json={"behaviour": behaviour}, trust_env=False)
        assert answer.is_success, answer.text

    def accepted(self, persona: str, scheme: str = LAW) -> str:
        """Have a persona accept what the rules give; give the arrangement's id."""
        kept = self.client.ask(persona, "demo_propose", {"key": f"plan-{self.today()}", "scheme": scheme})
        (wish,) = [kept["proposeArrangement"]["arrangement"]]
        done = self.client.ask(persona, "demo_accept", {"key": f"yes-{self.today()}", "id": wish["id"]})
        assert done["acceptArrangement"]["problems"] == []
        return str(done["acceptArrangement"]["arrangement"]["id"])

    def life(self, persona: str) -> Mapping[str, Any]:
        (edge, *_) = self.client.ask(persona, "demo_arrangements", {})["acceptedArrangements"]["edges"]
        life: Mapping[str, Any] = edge["node"]
        return life

    def until(self, persona: str, state: str) -> str:
        """Wait until a persona's arrangement stands so; give its id."""
        ends_at = time.monotonic() + LONGEST_SECONDS
        while (life := self.life(persona))["state"] != state and time.monotonic() < ends_at:
            time.sleep(POLL_SECONDS)
        assert life["state"] == state
        return str(life["id"])

    def pay(self, persona: str, amount: int, *, reference: str) -> None:
        """Have the agency that carries it out tell that money came in today."""
        life = self.life(persona)
        told = {
            "key": reference,
            "id": life["id"],
            "person": {"bsn": PERSONAS[persona].bsn},
            "reference": reference,
            "amount": amount,
            "receivedOn": self.today().isoformat(),
        }
        answer = self.client.tell(self.token(as_="agency:cjib"), "demo_record_payment", told)
        assert answer["recordPayment"]["problems"] == []

    def today(self) -> date:
        return self.folder.clock.today()

    def move(self, day: date) -> None:
        self.folder.clock.move(day)


@contextmanager
def living_hub(path: Path) -> Iterator[LivingHub]:
    """Start everything in a folder, under the demo's reform, and stop it."""
    folder = DemoFolder(path=path / "demo")

    def configure(url: str, agencies: Agencies) -> None:
        folder.configure_life(public_url=url, agencies=agencies, reform="rijk-breed")
        with folder.config.open("a", encoding="utf-8") as config:
            config.write(UNHURRIED)

    with hub_in(folder, LivingHub, clients=folder.make(), configure=configure) as hub:
        yield hub
