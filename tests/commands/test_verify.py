"""`hub verify`: a signed receipt and a file with keys in, one verdict out; no hub, no configuration, no network."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import NOON, REGISTER, a_grant, an_agency
from joserfc.jwk import ECKey
from typer.testing import CliRunner

from adapters.cli import verify as command
from adapters.cli.main import app
from adapters.identity.signer import KeySigner
from consent import receipts
from consent.grants import Given, Use, Withdrawn
from consent.mandates import By, MandateId
from consent.receipt_form import Naming
from hub.actions.consent_receipt import KIND
from hub.audit import canonical
from hub.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "consent-receipts.md").read_text(encoding="utf-8")
KEY = ECKey.generate_key("P-256", {"kid": "signing-1"})
SIGNER = KeySigner(_key=KEY)


def made(**more: Any) -> list[bytes]:
    """The receipts of a grant that was given, and that a helper withdrew."""
    grant = a_grant(**more)
    events = [
        Given(grant=grant, at=NOON),
        Withdrawn(grant_id=grant.id, at=NOON, by=By(representative="a-helper", mandate=MandateId("mandate-1"))),
    ]
    naming = Naming(source=an_agency("cjib"), recipient=None, alias=lambda _: "somebody")
    found = receipts.receipts(events, REGISTER.find(grant.activity), naming)
    assert found is not None
    return [canonical.dumps(each.record) for each in found]


def verified(tmp_path: Path, text: str | bytes, *more: str, keys: object = None) -> Any:
    receipt, published = tmp_path / "jan.jws", tmp_path / "jwks.json"
    receipt.write_bytes(text if isinstance(text, bytes) else text.encode())
    published.write_text(json.dumps(SIGNER.published() if keys is None else keys), encoding="utf-8")
    return CliRunner().invoke(app, ["verify", str(receipt), "--keys", str(published), *more])


def test_a_good_receipt_is_told_in_words(tmp_path: Path) -> None:
    ran = verified(tmp_path, SIGNER.sign(made()[0], typ=KIND) + "\n")

    assert ran.exit_code == 0
    first, *told = ran.stdout.splitlines()
    assert first == "✓ Good: signed with key signing-1, and not changed since."
    names = "Receipt, Event, From whom, To whom, What, What for, Basis, From, Until, Use, Answers, Withdraw, Text read"
    assert ", ".join(line.split("  ")[0] for line in told) == names
    for fact in (
        "Event      2026-11-23T12:00:00+00:00  the person gave consent",
        "From whom  CJIB (00000000000000000000)",
        "To whom    the person",
        "What       claims, circumstances",
        "What for   overview",
        "Basis      AVG 6(1)(a)",
        "Until      2026-12-23T12:00:00+00:00, or 6 months without use",
        "Use        as often as needed",
        "Answers    Eén Regeling (00000099000000001000)",
    ):
        assert fact in told
    assert told[-1].startswith("Text read  (nl) Wij vragen bij de organisaties")


def test_a_withdrawal_by_somebody_else_says_so_with_the_mandate(tmp_path: Path) -> None:
    text = SIGNER.sign(made(recipient="00000099000000002000", use=Use.ONCE)[1], typ=KIND)
    told = verified(tmp_path, text).stdout.splitlines()

    at = "2026-11-23T12:00:00+00:00"
    assert told[2:4] == [
        f"Event      {at}  somebody acting for the person withdrew consent, mandate mandate-1",
        f"Before     {at}  the person gave consent",
    ]
    assert f"Until      {at}, when it was withdrawn" in told
    assert "To whom    an organization (00000099000000002000)" in told
    assert "Use        once" in told


def test_a_program_gets_the_content_whole(tmp_path: Path) -> None:
    content = made()[0]
    ran = verified(tmp_path, SIGNER.sign(content, typ=KIND), "--json")

    assert ran.exit_code == 0
    assert json.loads(ran.stdout) == {"good": True, "kid": "signing-1", "typ": KIND, "content": json.loads(content)}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_letter_is_a_finding(tmp_path: Path, part: int) -> None:
    parts = SIGNER.sign(made()[0], typ=KIND).split(".")
    parts[part] = parts[part][:-8] + ("A" if parts[part][-8] != "A" else "B") + parts[part][-7:]
    ran = verified(tmp_path, ".".join(parts))

    assert ran.exit_code == 1
    assert ran.stdout.startswith("✗ Not good (signature.")
    assert "Event" not in ran.stdout


def test_another_key_is_a_finding_whatever_it_is_called(tmp_path: Path) -> None:
    forged = KeySigner(_key=ECKey.generate_key("P-256", {"kid": "signing-1"})).sign(made()[0], typ=KIND)
    other = KeySigner(_key=ECKey.generate_key("P-256", {"kid": "signing-2"})).sign(made()[0], typ=KIND)
    ran = [verified(tmp_path, text, "--json") for text in (forged, other)]

    assert [each.exit_code for each in ran] == [1, 1]
    assert [json.loads(each.stdout) for each in ran] == [
        {"good": False, "why": "signature.wrong"},
        {"good": False, "why": "signature.unknown_key"},
    ]


def test_what_cannot_be_read_is_no_finding_and_names_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = SIGNER.sign(made()[0], typ=KIND)
    cases = {
        "signed.unreadable": [verified(tmp_path, "no receipt"), verified(tmp_path, b"\xff.\xff.\xff")],
        "keys.unreadable": [verified(tmp_path, good, keys={"keys": []})],
        "signed.unknown_kind": [verified(tmp_path, SIGNER.sign(b"{}", typ="export+jws"))],
        "signed.unknown_form": [verified(tmp_path, SIGNER.sign(b"{}", typ=KIND))],
    }
    nowhere = CliRunner().invoke(app, ["verify", str(tmp_path / "no-jan.jws"), "--keys", str(tmp_path / "jwks.json")])
    monkeypatch.setattr(command, "MOST_BYTES", 10)
    cases["signed.unreadable"] += [nowhere, verified(tmp_path, good)]

    for code, all_ran in cases.items():
        for ran in all_ran:
            assert isinstance(ran.exception, BadInput)
            assert ran.exception.code == code
            assert "jan" not in str(ran.exception)
            assert ran.stdout == ""


def test_the_command_ends_with_two_where_nothing_could_be_checked(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "adapters.cli.main", "verify", str(tmp_path / "x"), "--keys", str(tmp_path / "y")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("signed.unreadable: ")


@pytest.mark.parametrize("good", [True, False])
def test_the_lines_on_the_page_check_a_receipt_too(tmp_path: Path, good: bool) -> None:  # noqa: FBT001 pytest hands over the case
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    text = SIGNER.sign(made()[1], typ=KIND)
    receipt, published = tmp_path / "receipt.jws", tmp_path / "jwks.json"
    receipt.write_text(text if good else text.replace(".ey", ".eZ"), encoding="utf-8")
    published.write_text(json.dumps(SIGNER.published()), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", snippet, str(receipt), str(published)], capture_output=True, text=True, check=False
    )

    assert (ran.returncode == 0) is good
    assert ran.stdout.splitlines() == (
        ["2026-11-23T12:00:00+00:00 given", "2026-11-23T12:00:00+00:00 withdrawn"] if good else []
    )


def test_the_page_names_every_code_and_the_kind() -> None:
    for word in (
        KIND,
        "signature.wrong",
        "signature.unknown_key",
        "signed.unreadable",
        "keys.unreadable",
        "signed.unknown_kind",
        "signed.unknown_form",
        "receipt.register_lost",
    ):
        assert f"`{word}`" in PAGE
