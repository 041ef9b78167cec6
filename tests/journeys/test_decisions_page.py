"""What the page about decisions and logs says, pasted."""

import json
import re
import subprocess
import sys

from builders import ROOT
from running_hub import running_hub

PAGE = (ROOT / "docs" / "decisions-and-logs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```(?:\n\n```json\n(.*?)```)?", PAGE, re.DOTALL)


def test_every_command_of_the_page_gives_what_stands_below_it(tmp_path):
    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        hub.post("{ overview { __typename } }", token=hub.token(persona="omar"))
        told = [run(hub, "".join(command for command, _ in (BLOCKS[0], block))) for block in BLOCKS[1:]]

    for (_, pasted), printed in zip(BLOCKS[1:3], told[:2], strict=True):
        assert json.loads(printed) == json.loads(pasted)
    lines = json.loads(told[2])["processingActivities"]
    assert {line["name"] for line in lines} == {"claims.released", "agency.asked", "access.evaluated"}
    assert {line["resource"]["attributes"]["service.version"] for line in lines} == {"0.1.0"}


def test_the_page_has_a_set_up_two_questions_and_a_reading():
    assert [bool(pasted) for _, pasted in BLOCKS] == [False, True, True, False]


def test_every_link_of_the_page_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def run(hub, command):
    command = command.replace("http://127.0.0.1:8000", hub.url).replace(".demo/", f"{hub.folder.path}/")
    command = command.replace(".venv/bin/hub", f"{sys.executable} -m adapters.cli.main")
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    return ran.stdout
