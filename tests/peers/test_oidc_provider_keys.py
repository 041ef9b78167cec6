"""A foreign provider changes its keys while the hub serves. The hub is one more worker on the same database, in here,
so that the age of what it knows of an issuer can be moved."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx2
import pytest
import time_machine
from peers.meeting import ACCOUNTS, Meeting, told
from peers.oidc_peer import running_provider

from adapters import bootstrap
from adapters.identity.issuer_metadata import FRESH_SECONDS, PAUSE_SECONDS, IssuerKeys
from adapters.identity.remembered import LONGEST_SECONDS
from adapters.system import SystemClock

AGENCIES = "{ agencies { code } }"


@dataclass
class Moved:
    """Seconds that pass when a test says so."""

    seconds: float = 1_000

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True, kw_only=True)
class Worker:
    """The hub in here, beside a provider of its own."""

    met: Meeting
    http: httpx2.AsyncClient
    age: Moved

    async def asked(self, token: str) -> httpx2.Response:
        proof = self.met.agency.proof("POST", self.met.door, token=token)
        return await self.http.post(
            "/graphql", json={"query": AGENCIES}, headers={"Authorization": f"DPoP {token}", "DPoP": proof}
        )


@pytest.fixture
async def worker(once: Meeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Worker]:
    age, url = Moved(), once.hub.url
    clients = [once.agency.machine()]
    monkeypatch.setattr(bootstrap, "IssuerKeys", partial(IssuerKeys, monotonic_s=age))
    with running_provider(tmp_path, audience=url, clients=clients, accounts=ACCOUNTS) as provider:
        config = tmp_path / "hub.toml"
        same = once.hub.folder.config.read_text(encoding="utf-8")
        config.write_text(same.replace(once.provider.issuer, provider.issuer), encoding="utf-8")
        hub = bootstrap.hub(bootstrap.checked(config))
        async with (
            hub.routes.router.lifespan_context(hub.routes),
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app=hub), base_url=url) as http,
        ):
            yield Worker(met=replace(once, provider=provider), http=http, age=age)


async def test_a_new_key_counts_once_the_issuer_may_be_asked_again(worker: Worker) -> None:
    old = worker.met.agencys_token()
    assert (await worker.asked(old)).status_code == 200

    worker.met.provider.turn("rotate")
    new = worker.met.agencys_token()
    too_soon = await worker.asked(new)
    worker.age.seconds += PAUSE_SECONDS

    assert told(too_soon)[:2] == (401, "token.bad_signature")
    assert [(await worker.asked(token)).status_code for token in (new, old)] == [200, 200]


async def test_a_dropped_key_counts_until_what_is_known_is_old_and_no_longer(worker: Worker) -> None:
    seen, unseen, last = (worker.met.agencys_token() for _ in range(3))
    assert (await worker.asked(seen)).status_code == 200

    worker.met.provider.turn("rotate")
    worker.met.provider.turn("drop")
    worker.age.seconds += FRESH_SECONDS - 1
    still_known = await worker.asked(unseen)
    worker.age.seconds += 1
    forgotten = await worker.asked(last)
    with time_machine.travel(SystemClock().now() + timedelta(seconds=LONGEST_SECONDS)):
        remembered_no_longer = [await worker.asked(token) for token in (seen, unseen)]

    assert still_known.status_code == 200
    assert told(forgotten)[:2] == (401, "token.bad_signature")
    assert [told(answer)[:2] for answer in remembered_no_longer] == [(401, "token.bad_signature")] * 2
    assert (await worker.asked(worker.met.agencys_token())).status_code == 200
