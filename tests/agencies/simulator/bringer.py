"""Brings errands to a simulated agency, signed, as the contract says it; shares nothing with the adapters."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import httpx2
from agencies.simulator.caller import Caller
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeySet

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator.agency import oin_of
from adapters.agencies.simulator.server import Stall

OINS = {code: oin_of(code) for code in AGENCIES}
METHODS = {
    "request": "PUT",
    "suspend": "PUT",
    "amend": "PATCH",
    "change": "PATCH",
    "pause": "PATCH",
    "resume_collection": "DELETE",
    "close": "DELETE",
    "withdraw": "DELETE",
}
PROTECTED = {
    "alg": "ES256",
    "typ": "JOSE",
    "sigD": {"mId": "http://uri.etsi.org/19182/HttpHeaders", "pars": ["digest"]},
    "sigT": "2026-11-23T09:00:00Z",
}
Said = dict[str, Any]


def an_errand(stall: Stall, bsn: str, kind: str = "request", /, **changes: object) -> Said:
    """An errand with a fresh key; what is changed to None is left out."""
    errand: Said = {
        "key": token_hex(16),
        "kind": kind,
        "to": OINS[stall.code],
        "arrangement": token_hex(16),
        "bsn": bsn,
        "scheme": "betalingsregeling_rijk",
        "executes": OINS["cjib"],
        "claims": [{"owner": OINS["cjib"], "reference": "WM-2026-0001234", "open": 10400}],
        "terms": [{"dueOn": "2027-01-25", "amount": 5200}, {"dueOn": "2027-02-25", "amount": 5200}],
        "conditions": [{"code": "terms.on_time", "article": "Betalingsregeling Rijk"}],
        "startsOn": "2027-01-01",
    } | changes
    return {name: value for name, value in errand.items() if value is not None}


def digest(body: bytes) -> str:
    return f"SHA-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def signature(key: Key, said: str, **changes: object) -> str:
    """Sign a digest, detached; `changes` are made in the protected header."""
    header = {name: value for name, value in (PROTECTED | changes).items() if value is not None}
    registry = jws.JWSRegistry(algorithms=["ES256", "PS256", "RS256"], strict_check_header=False)
    head, _, seal = jws.serialize_compact(header, f"digest: {said}", key, registry=registry).split(".")
    return f"{head}..{seal}"


@dataclass(slots=True, kw_only=True)
class Bringer:
    """Somebody with a token for writing, and a key that the agencies know."""

    caller: Caller
    stall: Stall
    bearer: str

    @classmethod
    def at(cls, caller: Caller, stall: Stall) -> "Bringer":
        form = caller.form(caller.assertion(stall), scope="arrangements:write")
        return cls(
            caller=caller, stall=stall, bearer=caller.http.post(stall.token_url, data=form).json()["access_token"]
        )

    def bring(self, errand: Said, *, method: str | None = None, key: str | None = None) -> httpx2.Response:
        """Bring it as the contract says."""
        body = json.dumps(errand).encode()
        return self.send(body, self.signed(body), method or METHODS[errand["kind"]], key or errand["key"])

    def signed(self, body: bytes, **changes: object) -> dict[str, str]:
        said = digest(body)
        return {"Digest": said, "Payload-Signature": signature(self.caller.key, said, **changes)}

    def send(
        self, body: bytes, headers: Mapping[str, str] | list[tuple[str, str]], method: str, key: str
    ) -> httpx2.Response:
        pairs = list(headers.items()) if isinstance(headers, Mapping) else headers
        pairs = [("Authorization", f"Bearer {self.bearer}"), ("Content-Type", "application/json"), *pairs]
        return self.caller.http.request(method, f"{self.stall.url}/v1/arrangements/{key}", content=body, headers=pairs)

    def look(self, key: str) -> httpx2.Response:
        return self.caller.http.get(
            f"{self.stall.url}/v1/arrangements/{key}", headers={"Authorization": f"Bearer {self.bearer}"}
        )

    def switch(self, behaviour: str | None, times: int | None = None) -> None:
        order = {"behaviour": behaviour, "times": times}
        assert self.caller.http.put(f"{self.stall.url}/simulator/desk", json=order).status_code == 204

    def told(self) -> Said:
        return dict(self.caller.http.get(f"{self.stall.url}/simulator/desk").json())

    def of(self, key: str) -> Said:
        """What the agency says it did with one errand."""
        (found,) = [each for each in self.told()["errands"] if each["key"] == key]
        return dict(found)

    def read(self, response: httpx2.Response) -> Said:
        """The answer as data; a signed one is opened with the published key."""
        if response.headers["content-type"] != "application/jose":
            return dict(response.json())
        keys = KeySet.import_key_set(self.caller.http.get(self.stall.jwks_url).json())
        return dict(json.loads(jws.deserialize_compact(response.text, keys, algorithms=["ES256"]).payload))


def a_stranger_s_key() -> ECKey:
    return ECKey.generate_key("P-256")
