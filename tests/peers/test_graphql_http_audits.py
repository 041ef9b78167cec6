"""The published audits of GraphQL over HTTP against a running hub: nothing fails, and what is left out is known."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hostile.target import CURIOUS, PARTNER, Target, a_target
from peers.oidc_peer import HERE, NODE

SECONDS = 60

OVER_GET = {"5A70", "D6D5", "6A70"}
"""Queries over GET: refused on purpose. A person's number must never be in an address."""

ASK_THE_SCHEMA = {"28B9", "2EA1"}
"""They ask `__type`, so they need a client that may see the schema."""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with a_target(tmp_path_factory.mktemp("audits")) as running:
        yield running


def audited(target: Target, who: str) -> Sequence[Mapping[str, str]]:
    """Run the audits as one client; give what each of them found."""
    told = subprocess.run(
        [NODE, HERE / "audits.mjs"],
        input=json.dumps({"url": target.door, "token": target.token(who)}).encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    audits: Sequence[Mapping[str, str]] = json.loads(told.stdout)
    return audits


def not_ok(audits: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Give what is not in order: what an audit must find counts as an error, what it should as a warning."""
    return {audit["id"]: audit["status"] for audit in audits if audit["status"] != "ok"}


def test_58_of_61_audits_are_in_order_and_the_rest_are_queries_over_get(target: Target) -> None:
    audits = audited(target, CURIOUS)

    assert len({audit["id"] for audit in audits}) == len(audits) == 61
    assert not_ok(audits) == dict.fromkeys(OVER_GET, "notice")
    assert sum(audit["status"] == "ok" for audit in audits) == 58


def test_a_client_that_may_not_see_the_schema_misses_the_audits_that_ask_for_it_and_no_other(target: Target) -> None:
    assert not_ok(audited(target, PARTNER)).keys() == OVER_GET | ASK_THE_SCHEMA
