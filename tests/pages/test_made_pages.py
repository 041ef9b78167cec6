"""Pages that are made from the code say what the code says."""

import subprocess
import sys
from pathlib import Path

from pages.pages import DOCS
from sources import ROOT


def test_the_page_of_commands_is_what_the_commands_say(tmp_path: Path) -> None:
    page = tmp_path / "commands.md"
    made = [sys.executable, "-m", "typer", "adapters.cli.main", "utils", "docs", "--name", "hub", "--output", str(page)]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True, timeout=60)

    assert (DOCS / "commands.md").read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
