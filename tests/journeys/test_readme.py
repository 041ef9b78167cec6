"""What the README says, pasted."""

import json
import re
import subprocess
from pathlib import Path

from running_hub import running_hub

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found


def test_the_readmes_query_gives_the_readmes_answer(tmp_path):
    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        command = block("sh").replace("http://127.0.0.1:8000", hub.url).replace(".demo/", f"{hub.folder.path}/")
        ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)

    assert json.loads(ran.stdout) == json.loads(block("json"))


def test_the_readmes_variants_are_what_its_command_gives():
    (command,) = re.findall(r"`(\S+hub compute variants [^`]+)`", README)
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    (pasted,) = re.findall(r"<!-- variants -->\n(.*?)\n<!-- end -->", README, re.DOTALL)

    assert pasted == ran.stdout.rstrip()


def test_every_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert wanted
    assert {name for name in wanted if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
