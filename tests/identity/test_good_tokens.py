"""Tokens that count: whom they bring in, as whom, and no more than that."""

from dataclasses import replace
from typing import Any

import pytest
from identity.forging import (
    AUDIENCE,
    ISSUER,
    KEY,
    NOW,
    NUMBER,
    PARTNERS,
    SUBSTANTIAL,
    a_checker,
    citizens,
    claims,
    crowd,
    forged,
    header,
    partner_claims,
    partners,
    who,
)
from joserfc.jwk import ECKey, OKPKey, RSAKey

from adapters.identity.bsn import Bsn
from adapters.identity.refusal import TokenFault
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef

MIDDLE = "urn:example:level:middle"
"""A level of a national scheme, which stands in no order that we know."""

CITIZEN = Requester(
    client=ClientId("portal"), role=Role.CITIZEN, issuer=ISSUER, subject=SubjectRef("subject-1"), acr=SUBSTANTIAL
)

PARTIES = {
    "agency-cjib": Requester(
        client=ClientId("agency-cjib"),
        role=Role.AGENCY,
        issuer=PARTNERS,
        agency=AgencyCode("cjib"),
        oin=Oin("00000099000000001000"),
        purposes=frozenset({"overview"}),
        scopes=frozenset({"claims"}),
        bsn_basis="Article 1",
    ),
    "staff-cjib": Requester(
        client=ClientId("staff-cjib"),
        role=Role.STAFF,
        issuer=PARTNERS,
        agency=AgencyCode("cjib"),
        worker=f"worker|{PARTNERS}|pairwise-1",
    ),
    "intermediary": Requester(
        client=ClientId("intermediary"), role=Role.INTERMEDIARY, issuer=PARTNERS, oin=Oin("00000099000000002000")
    ),
    "auditor": Requester(client=ClientId("auditor"), role=Role.AUDITOR, issuer=PARTNERS),
}

GOOD = {
    "plain": claims(),
    "for us among others": claims(aud=["https://other.invalid", AUDIENCE]),
    "made ten seconds from now": claims(iat=NOW + 10),
    "beginning ten seconds from now": claims(nbf=NOW + 10),
    "ending in a second": claims(exp=NOW + 1),
    "of exactly an hour": claims(iat=NOW, exp=NOW + 3_600),
    "of a high level": claims(acr="http://eidas.europa.eu/LoA/high"),
    "with claims that nobody knows": claims(nested={"a": [1.5, True]}),
}

KINDS: dict[str, ECKey | OKPKey | RSAKey] = {
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "key-1"}),
    "Ed25519": OKPKey.generate_key("Ed25519", {"kid": "key-1"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "key-1"}),
    "RS256": RSAKey.generate_key(2048, {"kid": "key-1"}),
    "ES384": ECKey.generate_key("P-384", {"kid": "key-1"}),
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
async def test_a_citizen_comes_in_as_themselves(body: dict[str, Any]) -> None:
    checker = a_checker()

    answer = await who(checker, f"Bearer {forged(header(), body)}")

    assert answer == replace(CITIZEN, acr=body["acr"])
    assert crowd(checker).asked == [Bsn(NUMBER)]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_scheme_is_written_in_any_case(scheme: str) -> None:
    assert await who(a_checker(), f"{scheme} {forged(header(), claims())}") == CITIZEN


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt"])
async def test_a_type_is_written_in_any_case(typ: str) -> None:
    assert await who(a_checker(), f"Bearer {forged(header(typ=typ), claims())}") == CITIZEN


@pytest.mark.parametrize(
    "offer", [{"jwk": KINDS["ES384"].as_dict(private=False)}, {"jku": "https://evil.invalid"}, {"x5c": ["AA=="]}]
)
async def test_a_key_that_a_token_offers_is_passed_over_for_its_issuers_own(offer: dict[str, object]) -> None:
    assert await who(a_checker(), f"Bearer {forged(header(**offer), claims())}") == CITIZEN


async def test_a_key_need_not_be_named_where_there_is_one() -> None:
    assert await who(a_checker(), f"Bearer {forged(header(kid=None), claims())}") == CITIZEN


@pytest.mark.parametrize("client", PARTIES)
async def test_an_organisation_comes_in_as_it_is_registered(client: str) -> None:
    checker = a_checker()

    assert await who(checker, f"Bearer {forged(header(), partner_claims(client))}") == PARTIES[client]
    assert crowd(checker).asked == []


async def test_a_token_cannot_make_its_client_more_than_it_is_registered_for() -> None:
    greedy = partner_claims(
        "auditor", role="agency", agency="cjib", oin="1" * 20, purposes=["proposal"], scope="all", bsn_basis="x"
    )

    assert await who(a_checker(), f"Bearer {forged(header(), greedy)}") == PARTIES["auditor"]


async def test_a_machine_has_six_hours_and_a_citizen_one() -> None:
    ends = NOW + 21_590
    checker = a_checker()

    partner = await who(checker, f"Bearer {forged(header(), partner_claims('auditor', exp=ends))}")
    citizen = await who(checker, f"Bearer {forged(header(), claims(exp=ends))}")

    assert partner == PARTIES["auditor"]
    assert citizen is TokenFault.LIFETIME


async def test_one_issuer_may_identify_citizens_and_organisations() -> None:
    checker = a_checker(citizens(), partners(issuer=ISSUER))
    agency = partner_claims("auditor", iss=ISSUER)

    citizen = await who(checker, f"Bearer {forged(header(), claims())}")
    auditor = await who(checker, f"Bearer {forged(header(), agency)}")

    assert citizen == CITIZEN
    assert isinstance(auditor, Requester)
    assert auditor.role is Role.AUDITOR


@pytest.mark.parametrize("algorithm", KINDS)
async def test_every_algorithm_that_is_agreed_works(algorithm: str) -> None:
    key = KINDS[algorithm]
    checker = a_checker(citizens(algorithms=(algorithm,)), keys=[key])
    if algorithm == "EdDSA":
        with pytest.warns(UserWarning, match="EdDSA"):  # the forger's library prefers the newer name
            token = forged(header(alg=algorithm), claims(), key, alg=algorithm)
    else:
        token = forged(header(alg=algorithm), claims(), key, alg=algorithm)

    assert await who(checker, f"Bearer {token}") == CITIZEN


@pytest.mark.parametrize(
    ("told", "counts"), [(MIDDLE, True), ("urn:example:level:low", False), (SUBSTANTIAL, False), (None, False)]
)
async def test_a_level_that_stands_in_no_order_must_be_met_exactly(told: str | None, *, counts: bool) -> None:
    checker = a_checker(citizens(acr_minimum=MIDDLE))

    answer = await who(checker, f"Bearer {forged(header(), claims(acr=told))}")

    assert answer == (replace(CITIZEN, acr=told) if counts else TokenFault.LEVEL)


async def test_where_people_are_real_so_are_their_numbers() -> None:
    real = "1" + "00000009"

    answer = await who(a_checker(test_only=False), f"Bearer {forged(header(), claims(bsn=real))}")

    assert answer == CITIZEN


async def test_nothing_made_of_a_checked_token_shows_the_number() -> None:
    checker = a_checker(keys=[KEY])
    answer = await who(checker, f"Bearer {forged(header(), claims())}")

    assert NUMBER not in f"{answer!r} {checker!r}"
