"""A receipt that a person took home from a running hub, checked with its published keys when the hub is gone."""

import json
from pathlib import Path

import httpx2
import pytest
from running_hub import PERSONAS, running_hub
from typer.testing import CliRunner

from adapters.cli.main import app

GIVE = """
mutation {
  giveConsent(input: { idempotencyKey: "home", agencies: ["cjib"], purposes: [OVERVIEW] }) {
    grants { id receipts { event jws } }
  }
}
"""
WITHDRAW = """
mutation($grants: [ID!]!) {
  withdrawConsent(input: { idempotencyKey: "away", grants: $grants }) { grants { receipts { event jws } } }
}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two receipts and the keys, fetched over HTTP; the hub has ended by now."""
    folder = tmp_path_factory.mktemp("home")
    with running_hub(tmp_path_factory.mktemp("hub")) as hub:
        token = hub.token(persona="noor")
        (grant,) = hub.post(GIVE, token=token)["data"]["giveConsent"]["grants"]
        answer = hub.post(WITHDRAW, token=token, grants=[grant["id"]])["data"]["withdrawConsent"]
        published = httpx2.get(f"{hub.url}/.well-known/jwks.json", trust_env=False)
    assert published.headers["content-type"] == "application/jwk-set+json"
    assert published.headers["cache-control"] == "public, max-age=3600"
    assert [set(key) & {"d", "k"} for key in published.json()["keys"]] == [set()]
    (folder / "jwks.json").write_bytes(published.content)
    for receipt in answer["grants"][0]["receipts"]:
        (folder / f"{receipt['event']}.jws").write_text(receipt["jws"], encoding="utf-8")
    return folder


@pytest.mark.parametrize(("event", "said"), [("GIVEN", "gave consent"), ("WITHDRAWN", "withdrew consent")])
def test_giving_and_withdrawing_each_leave_a_receipt_that_stands_without_the_hub(
    home: Path, event: str, said: str
) -> None:
    arguments = ["verify", str(home / f"{event}.jws"), "--keys", str(home / "jwks.json")]
    ran, for_a_program = CliRunner().invoke(app, arguments), CliRunner().invoke(app, [*arguments, "--json"])

    assert ran.exit_code == for_a_program.exit_code == 0
    assert ran.stdout.startswith("✓ Good: signed with key demo-signing-1")
    assert said in ran.stdout
    assert PERSONAS["noor"].bsn not in for_a_program.stdout
    assert "noor" not in for_a_program.stdout.lower()


def test_a_receipt_that_was_changed_at_home_counts_for_nothing(home: Path, tmp_path: Path) -> None:
    header, payload, signature = (home / "GIVEN.jws").read_text(encoding="utf-8").split(".")
    _, other, _ = (home / "WITHDRAWN.jws").read_text(encoding="utf-8").split(".")
    changed = tmp_path / "changed.jws"
    changed.write_text(f"{header}.{other}.{signature}", encoding="utf-8")
    ran = CliRunner().invoke(app, ["verify", str(changed), "--keys", str(home / "jwks.json"), "--json"])

    assert payload != other
    assert (ran.exit_code, json.loads(ran.stdout)) == (1, {"good": False, "why": "signature.wrong"})
