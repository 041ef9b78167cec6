"""An agency's tokens of a foreign, certified provider at the hub's door, bound to who brings them."""

import json
import ssl
import time
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc import jwt
from peers.meeting import Meeting, told
from peers.party import a_key

from adapters.agencies.client_credentials import ClientCredentials
from adapters.settings import SourceSettings
from adapters.system import SystemClock

AGENCIES = "{ agencies { code } }"
FIVE_MINUTES = 310
"""And a little: the provider itself takes proofs that are up to 300 seconds old."""

BAD_PROOF = 'DPoP error="invalid_dpop_proof"'
BAD_TOKEN = 'DPoP error="invalid_token"'


def test_an_agency_gets_a_token_with_its_key_and_is_answered(met: Meeting) -> None:
    token = met.agencys_token()

    answer = met.agency.call(met.door, token, AGENCIES)

    assert answer.status_code == 200
    assert {"code": "cjib"} in answer.json()["data"]["agencies"]


def test_a_bound_token_without_a_proof_is_refused(met: Meeting) -> None:
    status, code, challenge = told(met.agency.call_with(met.door, met.agencys_token(), AGENCIES, proof=None))

    assert (status, code) == (401, "proof.missing")
    assert challenge.startswith(BAD_PROOF)


def test_a_bound_token_is_no_bearer_token(met: Meeting) -> None:
    token = met.agencys_token()
    proof = met.agency.proof("POST", met.door, token=token)

    answers = [met.agency.call_with(met.door, token, AGENCIES, proof=each, scheme="Bearer") for each in (None, proof)]

    for status, code, challenge in map(told, answers):
        assert (status, code) == (401, "token.needs_proof")
        assert challenge.startswith(BAD_TOKEN)


def test_a_proof_with_another_key_is_refused(met: Meeting) -> None:
    token = met.agencys_token()
    thief = replace(met.agency, proof_key=a_key())

    status, code, challenge = told(thief.call(met.door, token, AGENCIES))

    assert (status, code) == (401, "proof.wrong_key")
    assert challenge.startswith(BAD_PROOF)


def test_a_proof_counts_once(met: Meeting) -> None:
    token = met.agencys_token()
    proof = met.agency.proof("POST", met.door, token=token)

    first = met.agency.call_with(met.door, token, AGENCIES, proof=proof)
    status, code, challenge = told(met.agency.call_with(met.door, token, AGENCIES, proof=proof))

    assert first.status_code == 200
    assert (status, code) == (401, "proof.used")
    assert challenge.startswith(BAD_PROOF)


@pytest.mark.parametrize(
    ("method", "address", "code"),
    [
        ("GET", "/graphql", "proof.wrong_method"),
        ("POST", "/elsewhere", "proof.wrong_address"),
    ],
)
def test_a_proof_for_another_request_is_refused(met: Meeting, method: str, address: str, code: str) -> None:
    token = met.agencys_token()
    proof = met.agency.proof(method, met.hub.url + address, token=token)

    assert told(met.agency.call_with(met.door, token, AGENCIES, proof=proof))[:2] == (401, code)


def test_a_proof_for_another_token_is_refused(met: Meeting) -> None:
    proof = met.agency.proof("POST", met.door, token=met.agencys_token())

    answer = met.agency.call_with(met.door, met.agencys_token(), AGENCIES, proof=proof)

    assert told(answer)[:2] == (401, "proof.wrong_hash")


def test_a_provider_that_asks_for_a_nonce_gives_tokens_as_well(met: Meeting) -> None:
    met.provider.turn("nonce", wanted=True)

    assert met.agency.call(met.door, met.agencys_token(), AGENCIES).status_code == 200


async def test_our_own_client_gets_a_token_where_an_agency_runs_such_a_provider(met: Meeting, tmp_path: Path) -> None:
    key_file, issuer = tmp_path / "key.jwk", met.provider.issuer
    key_file.write_text(json.dumps(met.ours.key.as_dict(private=True)), encoding="utf-8")
    client = ClientCredentials(
        SourceSettings(
            url=issuer,
            token_url=f"{issuer}/token",
            token_audience=issuer,
            client_id=met.ours.client_id,
            key_file=key_file,
        ),
        part="sources.duo",
        tls=ssl.create_default_context(),
        now=SystemClock().now,
        monotonic_s=time.monotonic,
    )

    token = await client.token(within_s=10)
    await client.close()

    assert jwt.decode(token, met.provider.keys()).claims["client_id"] == met.ours.client_id


# ── Clocks that are five minutes off ─────────────────────────────────────────


def test_a_token_from_a_provider_that_is_ahead_comes_from_the_future(met: Meeting) -> None:
    token = met.agencys_token(met.off(FIVE_MINUTES))

    status, code, challenge = told(met.agency.call(met.door, token, AGENCIES))

    assert (status, code) == (401, "token.not_yet_valid")
    assert challenge.startswith(BAD_TOKEN)


def test_a_token_from_a_provider_that_is_behind_ends_so_much_earlier(met: Meeting) -> None:
    off = met.off(-FIVE_MINUTES)
    still_good = met.agencys_token(off)
    met.provider.turn("life", ClientCredentials=FIVE_MINUTES - 10)
    over = met.agencys_token(off)

    assert met.agency.call(met.door, still_good, AGENCIES).status_code == 200
    assert told(met.agency.call(met.door, over, AGENCIES))[:2] == (401, "token.expired")


@pytest.mark.parametrize("off_seconds", [FIVE_MINUTES, -FIVE_MINUTES], ids=["ahead", "behind"])
def test_a_client_whose_clock_is_off_proves_nothing(met: Meeting, off_seconds: int) -> None:
    token = met.agencys_token()
    off = replace(met.agency, off_seconds=off_seconds)

    status, code, challenge = told(off.call(met.door, token, AGENCIES))

    assert (status, code) == (401, "proof.not_now")
    assert challenge.startswith(BAD_PROOF)
