"""What the README says, and the pages that go on where it ends, pasted."""

import json
import re
import subprocess
from pathlib import Path

import httpx2
from running_hub import running_hub
from working import until

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def pasted(hub, *commands):
    """Run commands of the README one after the other in one terminal; give what they print."""
    script = "\n".join(commands).replace("http://127.0.0.1:8000", hub.url).replace(".demo/", f"{hub.folder.path}/")
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    return ran.stdout


def test_the_readmes_queries_give_what_the_readme_says(tmp_path):
    (ask,) = blocks("README.md", "sh")
    (answer,) = blocks("README.md", "json")
    (who_looked,) = blocks("docs/consent.md", "sh")
    (conform,) = blocks("docs/conforming.md", "sh")
    (own_data,) = blocks("docs/own-data.md", "sh")
    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        # What it cost, beside it, is another number each time.
        assert json.loads(pasted(hub, ask))["data"] == json.loads(answer)["data"]
        looked = json.loads(pasted(hub, who_looked))
        cjib = next(stall.described()["url"] for stall in hub.street.stalls if stall.code == "cjib")
        found = pasted(hub, conform.replace("http://127.0.0.1:9103", cjib))
        pasted(hub, who_looked.splitlines()[0], f"cd {tmp_path}", own_data.replace("https://hub.example", hub.url))

    assert json.loads((tmp_path / "own-data.json").read_text(encoding="utf-8"))["consents"]
    assert {line[0] for line in found.splitlines()[:-1]} == {"✓"}
    latest, *_ = (edge["node"] for edge in looked["data"]["accesses"]["edges"])
    assert (latest["kind"], latest["by"]["you"], latest["refused"]) == ("CLAIMS_RELEASED", True, False)
    grounds = {decision["agency"]["name"]: decision["ground"] for decision in latest["decisions"]}
    assert grounds["Belastingdienst"] == "consent.missing"
    assert grounds["CJIB"] is None


async def test_the_log_of_the_demo_is_taken_home_and_checked_as_the_page_says(tmp_path):
    (check,) = blocks("docs/verifying.md", "sh")
    _, take_home, *_ = blocks("docs/exports.md", "sh")

    async def is_signed():
        return bool(httpx2.get(f"{hub.url}/health/audit", trust_env=False).json()["audit"]["witnessed"])

    with running_hub(tmp_path) as hub:
        hub.consent("omar")
        await until(is_signed)
        told = pasted(hub, check)
        token, *over_http = take_home.splitlines()
        pasted(hub, token, f"cd {tmp_path}", *over_http)

    assert told.startswith("✓ Good")
    assert list(tmp_path.rglob("records.csv"))
    records = Path(hub.folder.path) / "log" / "records.ndjson"
    records.write_text(records.read_text(encoding="utf-8").replace("consent", "content", 1), encoding="utf-8")
    again = pasted(hub, check.splitlines()[-1] + " || true")
    assert again.startswith("✗ Not good. The first bad line is number 1.")


def test_the_variants_of_the_page_are_what_its_command_gives():
    page = (ROOT / "docs" / "variants.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"`(\S+hub compute variants [^`]+)`", page)
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    (written,) = re.findall(r"<!-- variants -->\n(.*?)\n<!-- end -->", page, re.DOTALL)

    assert written == ran.stdout.rstrip()


def test_every_command_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert wanted
    assert {name for name in wanted if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
