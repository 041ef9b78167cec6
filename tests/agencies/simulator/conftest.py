from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import httpx2
import pytest
from agencies.simulator.bringer import Bringer
from agencies.simulator.caller import Caller
from joserfc.jwk import ECKey, RSAKey

from adapters.agencies.registry import AGENCIES
from adapters.agencies.simulator import people, server
from adapters.agencies.simulator.server import Order, Stall


@pytest.fixture(scope="session")
def caller() -> Iterator[Caller]:
    with httpx2.Client(timeout=5) as http:
        yield Caller(key=ECKey.generate_key("P-256"), rsa_key=RSAKey.generate_key(2048), http=http)


@pytest.fixture(scope="session")
def stalls(caller: Caller) -> Iterator[Mapping[str, Stall]]:
    """All agencies over real HTTP, each in a thread."""
    keys = [caller.key.as_dict(private=False), caller.rsa_key.as_dict(private=False)]
    with ExitStack() as stack:
        yield {
            code: stack.enter_context(server.running(Order(code=code, clients={"hub": {"keys": keys}})))
            for code in AGENCIES
        }


@pytest.fixture(scope="session")
def bsn() -> Mapping[str, str]:
    """Persona → number."""
    return {persona.name: persona.bsn for persona in people.personas()}


@pytest.fixture(params=["cjib", "duo"])
def desk(caller: Caller, stalls: Mapping[str, Stall], request: pytest.FixtureRequest) -> Iterator[Bringer]:
    """One agency that signs its answers, and one that does not."""
    bringer = Bringer.at(caller, stalls[request.param])
    yield bringer
    bringer.switch(None)


@pytest.fixture
def one(caller: Caller, stalls: Mapping[str, Stall]) -> Iterator[Bringer]:
    bringer = Bringer.at(caller, stalls["cjib"])
    yield bringer
    bringer.switch(None)


@pytest.fixture
def noor(bsn: Mapping[str, str]) -> str:
    return bsn["noor"]
