"""Keys of the log and of a witness from the command line, the operator's policy, and a witness as a process."""

import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest
from running_hub import free_port
from typer.testing import CliRunner

from adapters import audit_parts, bootstrap
from adapters import settings as configuration
from adapters.audit.key_files import is_good
from adapters.cli.audit import LOG_FILES
from adapters.cli.demo_folder import WITNESSES, DemoFolder
from adapters.cli.demo_witnesses import witness_processes
from adapters.cli.main import app
from hub.audit.merkle import leaf_hash
from hub.audit.note import Checkpoint, Note, read_signatures
from hub.audit.note_key import KeyKind, read_vkey
from hub.audit.policy import believe, read_policy
from hub.audit.witness_request import WitnessRequest
from hub.errors import BadInput


def told(*arguments: object) -> Sequence[str]:
    ran = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert ran.exit_code == 0
    return ran.stdout.splitlines()


def test_the_keys_of_a_log_are_made_once_and_their_public_half_is_printed(tmp_path: Path) -> None:
    printed = told("audit", "keys", "--name", "hub.example/audit", "--folder", tmp_path)

    assert [read_vkey(line).kind for line in printed] == [KeyKind.ED25519, KeyKind.COSIGNING_ML_DSA_44]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(LOG_FILES)
    assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
    with pytest.raises(BadInput, match="already"):
        told("audit", "keys", "--name", "hub.example/audit", "--folder", tmp_path)


def test_a_witness_has_one_key(tmp_path: Path) -> None:
    (printed,) = told("audit", "keys", "--witness", "--name", "partner.example/w", "--folder", tmp_path)

    assert (read_vkey(printed).name, read_vkey(printed).kind) == ("partner.example/w", KeyKind.COSIGNING_ML_DSA_44)


@pytest.mark.parametrize(("name", "folder"), [("a name", ""), ("name", "nowhere")], ids=["name", "folder"])
def test_what_cannot_be_made_is_named_and_nothing_is_left(tmp_path: Path, name: str, folder: str) -> None:
    with pytest.raises(BadInput, match=r"audit\.keys"):
        told("audit", "keys", "--name", name, "--folder", tmp_path / folder)
    assert [*tmp_path.iterdir()] == []


def made(folder: DemoFolder, witnesses: dict[str, str]) -> configuration.Settings:
    folder.configure_life(public_url="http://127.0.0.1:8", agencies=[], reform="rijk-breed", witnesses=witnesses)
    return configuration.load(folder.config)


def first_of_two() -> int:
    """A port that is free, with a free one after it."""
    while True:
        port = free_port()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + 1)):
                return port


def test_the_demos_witnesses_sign_what_its_keys_signed_and_the_printed_policy_is_met(tmp_path: Path) -> None:
    folder = DemoFolder(path=tmp_path / "demo")
    folder.make()
    with witness_processes(folder, first_port=first_of_two()) as witnesses:
        settings = made(folder, dict(witnesses))
        signer = audit_parts.log_signer(settings)
        assert signer is not None
        note = signer.sign(Checkpoint(origin=signer.origin, size=1, root=leaf_hash(b"entry")))
        sent = WitnessRequest(old=0, proof=(), note=note).written.encode()
        with httpx2.Client(trust_env=False) as http:
            lines = [http.post(f"{url}/add-checkpoint", content=sent).text for url in witnesses.values()]

    cosigned = Note(text=note.text, signatures=(*note.signatures, *read_signatures("".join(lines))))
    policy = read_policy("\n".join(told("audit", "policy", "--config", folder.config)))
    found = believe(policy, cosigned, is_good)
    assert (policy.quorum, {*found.witnessed}, found.is_witnessed) == (2, {*WITNESSES}, True)
    assert [fault for fault in bootstrap.all_faults(settings) if "audit" in fault] == []


def test_production_refuses_the_demos_log_and_its_keys(tmp_path: Path) -> None:
    folder = DemoFolder(path=tmp_path / "demo")
    folder.make()
    made(folder, {name: f"http://127.0.0.1:{port}" for port, name in enumerate(WITNESSES, start=1)})
    folder.config.write_text(
        folder.config.read_text(encoding="utf-8").replace('mode = "demo"', 'mode = "production"'), encoding="utf-8"
    )
    found = [fault for fault in bootstrap.all_faults(configuration.load(folder.config)) if "audit" in fault]

    assert found == [
        "audit.origin: the demo's; name your own log",
        "audit.witnesses rekenkamer: url: unencrypted",
        "audit.witnesses partner: url: unencrypted",
        "audit.signing_key_files: a demo key in production",
    ]


def test_a_witness_that_is_told_nonsense_does_not_start(tmp_path: Path) -> None:
    told("audit", "keys", "--witness", "--name", "w", "--folder", tmp_path)
    good = {
        "--name": "w",
        "--key-file": tmp_path / "witness-ml-dsa-44.pem",
        "--log": "nonsense",
        "--state": tmp_path / "state.json",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "adapters.cli.main", "witness", *(str(part) for pair in good.items() for part in pair)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("witness.keys: --log: a vkey is a name")
