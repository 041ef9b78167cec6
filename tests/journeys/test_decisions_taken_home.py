"""An auditor takes the decisions about one person out of a running hub, and computes them again at home."""

import asyncio
import io
import json
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from running_hub import RunningHub, running_hub
from typer.testing import CliRunner, Result

from adapters import settings
from adapters.cli.main import app
from adapters.parts import parts
from consent.parties import SubjectRef
from hub.actions.show_arrangement import LABEL

YEAR = {"from": "2026-01-01", "to": "2026-12-31"}
ARTICLE = "AVG 58(1)(e)"
DAYS = ("--from", YEAR["from"], "--to", YEAR["to"])
WHY = ("--by", "operator-7", "--reason", "complaint 12", "--article", ARTICLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A hub that runs, about which somebody else checks what it says; `noor` had two decisions, `omar` one."""

    hub: RunningHub
    path: Path

    def ask(self, question: str, *values: object) -> list[Any]:
        with sqlite3.connect(self.hub.folder.path / "hub.db") as connection:
            return list(connection.execute(question, values))

    @property
    def kept(self) -> list[tuple[int, str, str]]:
        """The lines about decisions that were kept: number, whose, and which."""
        rows = self.ask("SELECT seq, subject_ref, record FROM audit_event WHERE event = 'proposal.kept' ORDER BY seq")
        return [(seq, subject, json.loads(record)["outcome"]["proposal"]) for seq, subject, record in rows]

    @property
    def noor(self) -> str:
        return self.kept[0][1]

    def posted(self, **wish: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.hub.token(as_='auditor')}"}
        url = f"{self.hub.url}/v1/audit/exports"
        return httpx2.post(url, json={**YEAR, **wish}, headers=headers, timeout=60, trust_env=False)

    def taken(self, name: str, **wish: Any) -> Path:
        """Take an export over HTTP, and unpack it."""
        answer = self.posted(**wish)
        assert answer.status_code == 200, answer.text
        with tarfile.open(fileobj=io.BytesIO(answer.content)) as tar:
            tar.extractall(self.path / name, filter="data")
        return self.path / name / "audit-export"

    def commanded(self, name: str, *more: str) -> Result:
        """Take one by the operator's command."""
        config = ("--config", str(self.hub.folder.config), "--output", str(self.path / name))
        return CliRunner().invoke(app, ["export", "log", *DAYS, *WHY, *config, *more])

    def verified(self, export: Path) -> dict[str, Any]:
        given = ["verify", str(export), "--keys", str(self.path / "jwks.json"), "--replay", "--json"]
        ran = CliRunner().invoke(app, given)
        found: dict[str, Any] = json.loads(ran.stdout)
        assert ran.exit_code == (0 if found["good"] else 1)
        return found

    def sealed(self) -> None:
        """Wait until all decisions are under a signed checkpoint."""
        until = time.monotonic() + 20
        while (self._witnessed() or 0) < self.kept[-1][0]:
            assert time.monotonic() < until
            time.sleep(0.2)

    def _witnessed(self) -> int | None:
        told: int | None = httpx2.get(f"{self.hub.url}/health/audit", trust_env=False).json()["audit"]["witnessed"]
        return told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with running_hub(tmp_path_factory.mktemp("hub"), more="checkpoint_s = 1\n") as hub:
        for persona in ("noor", "omar"):
            hub.consent(persona)
        for persona, key in (("noor", "one"), ("noor", "two"), ("omar", "one")):
            made = hub.client.ask(persona, "demo_propose", {"key": key, "scheme": "rijk-2025"})
            assert made["proposeArrangement"]["arrangement"], made
        home = Home(hub=hub, path=tmp_path_factory.mktemp("home"))
        published = httpx2.get(f"{hub.url}/.well-known/jwks.json", trust_env=False)
        (home.path / "jwks.json").write_bytes(published.content)
        home.sealed()
        yield home


RECEIPT = """
query($id: ID!) {
  receipt(id: $id) { ... on ReceiptCopy { commitment opening document proof { entry index checkpoint tlogProof } } }
}
"""


def test_the_person_proves_the_same_from_their_own_copy(home: Home) -> None:
    seq, _, _ = home.kept[0]
    made = home.hub.client.ask("noor", "demo_propose", {"key": "one", "scheme": "rijk-2025"})
    id_ = made["proposeArrangement"]["arrangement"]["id"]
    copy = home.hub.post(RECEIPT, token=home.hub.token(persona="noor"), id=id_)["data"]["receipt"]
    said = json.loads(copy["proof"]["entry"])

    opened = sha256(b"hub-receipt/v1\n" + bytes.fromhex(copy["opening"]) + copy["document"].encode()).hexdigest()
    assert said["record"]["outcome"]["receipt"] == copy["commitment"] == opened
    assert (said["seq"], copy["proof"]["index"]) == (seq, seq - 1)
    assert copy["proof"]["tlogProof"].endswith(copy["proof"]["checkpoint"])


def codes(found: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(fault["code"], fault.get("seq")) for fault in found["faults"]]


def test_without_a_wish_every_decision_is_sealed(home: Home) -> None:
    export = home.taken("whole")

    assert home.verified(export)["replayed"] == {"same": 0, "sealed": 3}
    assert not (export / "receipts.ndjson").exists()


def test_disclosed_decisions_are_computed_again_and_the_person_sees_that_they_were(home: Home) -> None:
    before = len(home.ask("SELECT 1 FROM audit_event"))
    export = home.taken("disclosed", subject=home.noor, receipts=True, article=ARTICLE)
    lines = [json.loads(line) for (line,) in home.ask("SELECT record FROM audit_event ORDER BY seq")][before:]
    read = [line for line in lines if line["event"] == "proposal.read"]

    found = home.verified(export)
    assert (found["good"], found["replayed"]) == (True, {"same": 2, "sealed": 0})
    assert [line["outcome"]["proposal"] for line in read] == [kept[2] for kept in home.kept[:2]]
    assert {(line["subject"], line["role"], line["outcome"]["article"]) for line in read} == {
        (home.noor, "auditor", ARTICLE)
    }
    assert [line["outcome"].get("receipts") for line in lines if line["event"] == "log.exported"] == [None, 2]
    # Not a number of anybody, and not a name: amounts, and that was what was asked for.
    assert b'"cents":' in (export / "receipts.ndjson").read_bytes()


def test_the_command_gives_the_same(home: Home) -> None:
    ran = home.commanded("commanded", "--subject", home.noor, "--receipts")

    assert ran.exit_code == 0, ran.output
    assert "2 receipts are in it, with amounts in clear" in ran.stderr
    assert home.verified(home.path / "commanded")["replayed"] == {"same": 2, "sealed": 0}


def test_a_receipt_that_was_changed_by_a_cent_at_home_is_named(home: Home) -> None:
    export = home.taken("changed", subject=home.noor, receipts=True, article=ARTICLE)
    receipts = (export / "receipts.ndjson").read_bytes()
    changed = receipts.replace(b'"total":130960', b'"total":130961', 1)
    assert changed != receipts
    (export / "receipts.ndjson").write_bytes(changed)

    found = home.verified(export)
    assert codes(found) == [("file.changed", None), ("receipt.not_committed", home.kept[0][0])]
    assert found["replayed"] == {"same": 1, "sealed": 0}


def test_a_receipt_that_the_operator_changed_by_a_cent_in_the_database_is_named(home: Home) -> None:
    """With the person's key: nobody without it can seal anything in its place."""
    seq, subject, proposal = home.kept[1]

    async def changed() -> bytes:
        made = parts(settings.load(home.hub.folder.config))
        try:
            key = await made.vault.key(SubjectRef(subject))
            ((sealed,),) = home.ask("SELECT sealed FROM kept_proposal WHERE id = ?", proposal)
            plain = key.open(LABEL, sealed)
            cheated = plain.replace(b'"total":130960', b'"total":130961', 1)
            assert cheated != plain
            return key.seal(LABEL, cheated)
        finally:
            await made.engine.dispose()

    ((kept,),) = home.ask("SELECT sealed FROM kept_proposal WHERE id = ?", proposal)
    home.ask("UPDATE kept_proposal SET sealed = ? WHERE id = ?", asyncio.run(changed()), proposal)
    try:
        export = home.taken("cheated", subject=home.noor, receipts=True, article=ARTICLE)
    finally:
        home.ask("UPDATE kept_proposal SET sealed = ? WHERE id = ?", kept, proposal)

    found = home.verified(export)
    assert codes(found) == [("receipt.not_committed", seq)]
    assert (found["first_bad"], found["replayed"]) == (seq, {"same": 1, "sealed": 0})


def test_a_byte_that_was_changed_in_what_is_sealed_is_a_finding_of_the_export(home: Home) -> None:
    _, _, proposal = home.kept[1]
    ((kept,),) = home.ask("SELECT sealed FROM kept_proposal WHERE id = ?", proposal)
    home.ask("UPDATE kept_proposal SET sealed = ? WHERE id = ?", kept[:-1] + bytes([kept[-1] ^ 1]), proposal)
    try:
        ran = home.commanded("damaged", "--subject", home.noor, "--receipts")
    finally:
        home.ask("UPDATE kept_proposal SET sealed = ? WHERE id = ?", kept, proposal)

    assert (ran.exit_code, "damaged: 1 receipts are not as they were sealed" in ran.stderr) == (1, True)
    told = json.loads((home.path / "damaged" / "manifest.json").read_bytes())
    assert told["counts"]["receipts"] == {"disclosed": 1, "damaged": 1}
    assert home.verified(home.path / "damaged")["replayed"] == {"same": 1, "sealed": 1}


def test_nobody_elses_decision_comes_with_it(home: Home) -> None:
    export = home.taken("omar", subject=home.kept[2][1], receipts=True, article=ARTICLE)

    seqs = [json.loads(line)["seq"] for line in (export / "receipts.ndjson").read_bytes().splitlines()]
    assert seqs == [home.kept[2][0]]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--receipts",), "export.receipts_of_nobody"),
        (("--receipts", "--subject", "somebody", "--article", " "), "export.no_basis"),
        (("--since", "nowhere"), "since.unreadable"),
    ],
)
def test_what_is_no_wish_is_refused(home: Home, more: tuple[str, ...], code: str) -> None:
    ran = home.commanded("refused", *more)

    assert getattr(ran.exception, "code", None) == code
    assert not (home.path / "refused").exists()


def test_a_filtered_export_goes_on_from_the_checkpoint_of_an_earlier_one(home: Home) -> None:
    first = home.taken("first")
    home.hub.client.ask("noor", "demo_propose", {"key": "three", "scheme": "rijk-2025"})
    home.sealed()
    ran = home.commanded("later", "--subject", home.noor, "--since", str(first / "checkpoint"))
    assert ran.exit_code == 0, ran.output
    given = ["verify", str(home.path / "later"), "--since", str(first / "checkpoint"), "--json"]
    verified = CliRunner().invoke(app, given)

    found = json.loads(verified.stdout)
    size = json.loads((first / "manifest.json").read_bytes())["size"]
    assert (verified.exit_code, found["good"], found["went_on_from"]) == (0, True, size)
    assert found["lines"]["sealed"] > 0
