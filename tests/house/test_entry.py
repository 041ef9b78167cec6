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
    promised = {word for line in re.findall(r'^promise ".+" (\S.*)$', script, re.MULTILINE) for word in line.split()}

    assert {"check", "docs", "core", "rules", "test"} <= promised
    assert "make soak MINUTES=5 " in script


def test_what_could_not_be_audited_fails_and_nothing_that_tests_run_asks_an_advisory_service() -> None:
    asked = re.findall(r"^\t.*pip-audit .*$", MAKEFILE, re.MULTILINE)
    wanted = [line.partition(":")[2] for line in re.findall(r"^(?:test|check|core|rules):.*$", MAKEFILE, re.MULTILINE)]

    assert {line.rpartition(" -r ")[2] for line in asked} == {"requirements.lock", "requirements-dev.lock"}
    assert all("--strict" in line and "--require-hashes" in line for line in asked)
    assert not any("audit" in line for line in wanted)
