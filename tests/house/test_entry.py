import re
import subprocess

from sources import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_make_alone_lists_every_command_with_a_sentence() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^make ([a-z-]+) +(\S.*\.)", listed, re.MULTILINE)

    promised = {name for line in re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE) for name in line.split()}

    assert {name for name, _ in commands} == promised


def test_ci_runs_the_commands_that_people_run() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")

    for command in ("check", "core", "test"):
        assert re.search(rf'^promise ".+" {command}$', script, re.MULTILINE)
