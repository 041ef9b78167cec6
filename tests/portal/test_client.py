"""The portal's client is what the contract says today: written anew, nothing changes."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
CONFIG = HERE / "adapters" / "portal" / "codegen" / "ariadne-codegen.toml"
CODEGEN = HERE / ".venv-codegen" / "bin" / "ariadne-codegen"


def test_written_anew_the_client_is_the_same(tmp_path: Path) -> None:
    config = CONFIG.read_text(encoding="utf-8")
    told = config.replace('"adapters/portal"', json.dumps(str(tmp_path)))
    (tmp_path / "told.toml").write_text(told, encoding="utf-8")

    subprocess.run([CODEGEN, "--config", tmp_path / "told.toml"], cwd=HERE, check=True, capture_output=True)

    client = HERE / "adapters" / "portal" / "client"
    written = {file.name: file.read_bytes() for file in (tmp_path / "client").glob("*.py")}
    assert written == {file.name: file.read_bytes() for file in client.glob("*.py")}


def test_every_document_is_registered_under_its_hash() -> None:
    manifest = files("adapters.portal") / "operations" / "manifest.json"
    anew = subprocess.run(
        [sys.executable, "-m", "adapters.cli.main", "schema", "--manifest", "adapters/portal/operations"],
        cwd=HERE,
        check=True,
        capture_output=True,
        text=True,
    )

    assert json.loads(anew.stdout) == json.loads(manifest.read_text(encoding="utf-8"))
