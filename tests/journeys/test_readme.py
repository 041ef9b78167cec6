"""What the README says, pasted."""

import json
import re
import subprocess
from pathlib import Path

import httpx2
from running_hub import running_hub
from working import until

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def pasted(hub, *commands):
    """Run commands of the README one after the other in one terminal; give what they print."""
    script = "\n".join(commands).replace("http://127.0.0.1:8000", hub.url).replace(".demo/", f"{hub.folder.path}/")
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    return ran.stdout


def test_the_readmes_queries_give_what_the_readme_says(tmp_path):
    ask, who_looked, _ = blocks("sh")
    (answer,) = blocks("json")
    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        # What it cost, beside it, is another number each time.
        assert json.loads(pasted(hub, ask))["data"] == json.loads(answer)["data"]
        looked = json.loads(pasted(hub, ask.splitlines()[0], who_looked))

    latest, *_ = (edge["node"] for edge in looked["data"]["accesses"]["edges"])
    assert (latest["kind"], latest["by"]["you"], latest["refused"]) == ("CLAIMS_RELEASED", True, False)
    grounds = {decision["agency"]["name"]: decision["ground"] for decision in latest["decisions"]}
    assert grounds["Belastingdienst"] == "consent.missing"
    assert grounds["CJIB"] is None


async def test_the_log_is_taken_home_and_checked_as_the_readme_says(tmp_path):
    *_, check = blocks("sh")

    async def is_signed():
        return bool(httpx2.get(f"{hub.url}/health/audit", trust_env=False).json()["audit"]["witnessed"])

    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        await until(is_signed)
        told = pasted(hub, check)

    assert told.startswith("✓ Good")
    records = Path(hub.folder.path) / "log" / "records.ndjson"
    records.write_text(records.read_text(encoding="utf-8").replace("consent", "content", 1), encoding="utf-8")
    again = pasted(hub, check.splitlines()[-1] + " || true")
    assert again.startswith("✗ Not good. The first bad line is number 1.")


def test_the_readmes_variants_are_what_its_command_gives():
    (command,) = re.findall(r"`(\S+hub compute variants [^`]+)`", README)
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    (written,) = re.findall(r"<!-- variants -->\n(.*?)\n<!-- end -->", README, re.DOTALL)

    assert written == ran.stdout.rstrip()


def test_every_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert wanted
    assert {name for name in wanted if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
