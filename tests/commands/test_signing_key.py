"""The key that signs receipts: the demo makes one, production refuses it, and a hub without one does not start."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from adapters import bootstrap
from adapters import settings as configuration
from adapters.cli.demo_folder import DemoFolder


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    made = DemoFolder(path=tmp_path / "demo")
    made.make()
    made.configure(public_url="http://127.0.0.1:8", agencies=[])
    return made


def named(folder: DemoFolder, **more: str) -> list[str]:
    """The faults about keys, with some settings changed."""
    told = folder.config.read_text(encoding="utf-8")
    for name, value in more.items():
        lines = [line for line in told.splitlines() if not line.startswith(f"{name} =")]
        put = [f"{name} = {json.dumps(value)}"] if value else []
        at = lines.index("[keys]") + 1 if name.endswith("file") else 0
        told = "\n".join([*lines[:at], *put, *lines[at:]])
    folder.config.write_text(told, encoding="utf-8")
    return [fault for fault in bootstrap.all_faults(configuration.load(folder.config)) if fault.startswith("keys.")]


def test_the_demo_makes_a_key_that_nobody_else_may_read(folder: DemoFolder) -> None:
    assert named(folder) == []
    assert folder.signing_key.stat().st_mode & 0o077 == 0
    assert json.loads(folder.signing_key.read_text(encoding="utf-8"))["kid"] == "demo-signing-1"


def test_production_refuses_the_key_of_the_demo(folder: DemoFolder) -> None:
    assert named(folder, mode="production") == ["keys.signing_key_file: a demo key in production"]


def test_a_key_of_ones_own_may_sign_in_production(folder: DemoFolder) -> None:
    own = ECKey.generate_key("P-256", {"kid": "signing-1"}).as_dict(private=True)
    folder.signing_key.write_text(json.dumps(own), encoding="utf-8")

    assert named(folder, mode="production") == []


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_hub_without_a_key_does_not_start(folder: DemoFolder, mode: str) -> None:
    assert named(folder, mode=mode, signing_key_file="") == ["keys.signing_key_file: no key is named"]


def test_a_retired_key_that_is_still_private_is_named(folder: DemoFolder, tmp_path: Path) -> None:
    retired = tmp_path / "retired.jwks"
    private = ECKey.generate_key("P-256", {"kid": "signing-0"}).as_dict(private=True)
    retired.write_text(json.dumps({"keys": [private]}), encoding="utf-8")

    assert named(folder, retired_signing_keys_file=str(retired)) == [
        "keys.retired_signing_keys_file: a private key; keep the public half only"
    ]
