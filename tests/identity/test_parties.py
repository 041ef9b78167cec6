"""Who stands behind a good token: the represented and who acts for them, workers, scopes, levels, moments."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from identity.forging import (
    ISSUER,
    NOON,
    NOW,
    NUMBER,
    PARTNERS,
    SUBSTANTIAL,
    Denied,
    Published,
    StillClock,
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
from joserfc.jwk import ECKey, RSAKey

from adapters.identity import denials
from adapters.identity.bsn import Bsn
from adapters.identity.keys import KeyRing
from adapters.identity.refusal import TokenFault
from adapters.identity.remembered import LONGEST_SECONDS, Remembered
from adapters.settings import ClientSettings
from consent.parties import Requester, Role, SubjectRef

CHILD, MOTHER, GRANDFATHER, FATHER = "999990044", "999990056", "999990068", "999990081"
STAFF = "https://staff.invalid"


async def of(body: dict[str, Any], checker: Any = None) -> Requester | TokenFault:
    return await who(checker or a_checker(), f"Bearer {forged(header(), body)}")


def for_somebody(number: object, **more: object) -> dict[str, object]:
    return {"iss": ISSUER, "sub": "pairwise-2", "bsn": number, **more}


async def test_who_acts_for_another_gets_the_others_affairs_and_is_named_beside() -> None:
    checker = a_checker()
    answer = await of(claims(represents=for_somebody(CHILD)), checker)

    assert isinstance(answer, Requester)
    served, keyboard = crowd(checker).asked
    assert (served, keyboard) == (Bsn(CHILD), Bsn(NUMBER))
    assert (answer.subject, answer.actor) == (SubjectRef("subject-1"), SubjectRef("subject-2"))
    assert answer.represents
    assert answer.role is Role.CITIZEN


async def test_of_a_chain_the_innermost_is_served_and_nobody_between_is_looked_for() -> None:
    checker = a_checker()
    chain = for_somebody(MOTHER, represents=for_somebody(GRANDFATHER, represents=for_somebody(CHILD)))
    answer = await of(claims(represents=chain), checker)

    assert isinstance(answer, Requester)
    assert crowd(checker).asked == [Bsn(CHILD), Bsn(NUMBER)]


UNCLEAR = {
    "nobody": claims() | {"represents": None},
    "nobody at all": claims(represents={}),
    "a text": claims(represents="999990044"),
    "a list": claims(represents=[for_somebody(CHILD)]),
    "yes": claims(represents=True),
    "somebody by pseudonym only": claims(represents={"iss": ISSUER, "sub": "pairwise-2"}),
    "no such number": claims(represents=for_somebody("999990033")),
    "a number as a number": claims(represents=for_somebody(int(CHILD))),
    "a real person where nobody is": claims(represents=for_somebody("1" + "00000009")),
    "themselves": claims(represents=for_somebody(NUMBER)),
    "themselves by a detour": claims(represents=for_somebody(CHILD, represents=for_somebody(NUMBER))),
    "one person twice": claims(represents=for_somebody(CHILD, represents=for_somebody(CHILD))),
    "somebody who represents nobody": claims(represents=for_somebody(CHILD, represents=None)),
    "somebody who represents an organisation": claims(
        represents=for_somebody(CHILD, represents={"sub": "org", "sub_id_type": "urn:nl-eid-gdi:1.0:id:RSIN"})
    ),
    "an organisation by RSIN": claims(represents=for_somebody(CHILD, sub_id_type="urn:nl-eid-gdi:1.0:id:RSIN")),
    "an organisation by KvK": claims(represents=for_somebody(CHILD, sub_id_type="urn:nl-eid-gdi:1.0:id:KvKnr")),
    "a kind that nobody knows": claims(represents=for_somebody(CHILD, sub_id_type=["x"])),
    "somebody through an organisation": claims(
        represents=for_somebody(MOTHER, sub_id_type="urn:nl-eid-gdi:1.0:id:RSIN", represents=for_somebody(CHILD))
    ),
    "four in a row": claims(
        represents=for_somebody(
            MOTHER,
            represents=for_somebody(GRANDFATHER, represents=for_somebody(CHILD, represents=for_somebody(FATHER))),
        )
    ),
    "somebody, as an organisation": partner_claims(represents=for_somebody(CHILD)),
}


@pytest.mark.parametrize("body", UNCLEAR.values(), ids=UNCLEAR)
async def test_a_representation_that_is_not_understood_is_refused_and_never_ignored(body: dict[str, Any]) -> None:
    checker = a_checker()

    assert await of(body, checker) is TokenFault.UNCLEAR_REPRESENTATION
    assert crowd(checker).asked == []


@pytest.mark.parametrize("kind", ["urn:nl-eid-gdi:1.0:id:pseudonym", "urn:nl-eid-gdi:1.0:id:BSN"])
async def test_a_person_may_be_said_to_be_one(kind: str) -> None:
    answer = await of(claims(sub_id_type=kind, represents=for_somebody(CHILD, sub_id_type=kind)))

    assert isinstance(answer, Requester)
    assert answer.represents


async def test_an_organisation_is_no_citizen() -> None:
    assert await of(claims(sub_id_type="urn:nl-eid-gdi:1.0:id:RSIN")) is TokenFault.NO_SUBJECT


async def test_who_represents_somebody_must_be_somebody() -> None:
    assert await of(claims(bsn=None, represents=for_somebody(CHILD))) is TokenFault.NO_SUBJECT


async def test_a_worker_is_told_from_others_by_issuer_and_name_there(ring: KeyRing) -> None:
    worker = ClientSettings(role="staff", agency="cjib")
    rows = [
        partners(issuer=issuer, kind="staff", clients={client: worker})
        for issuer, client in ((STAFF, "desk"), ("https://staff-2.invalid", "desk-2"))
    ]
    checker = a_checker(*rows)
    checker = replace(checker, parties=replace(checker.parties, names=ring))
    people = [
        partner_claims("desk", iss=STAFF, sub="jansen"),
        partner_claims("desk", iss=STAFF, sub="jansen", jti="jti-2"),
        partner_claims("desk", iss=STAFF, sub="pietersen"),
        partner_claims("desk-2", iss="https://staff-2.invalid", sub="jansen"),
    ]
    first, again, other, elsewhere = [await of(body, checker) for body in people]

    names = [answer.worker for answer in (first, again, other, elsewhere) if isinstance(answer, Requester)]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert not any("jansen" in str(name) or STAFF in str(name) for name in names)


async def test_a_machine_is_no_worker() -> None:
    checker = a_checker(partners(issuer=STAFF, kind="staff"))

    assert await of(partner_claims("staff-cjib", iss=STAFF, sub="staff-cjib"), checker) is TokenFault.NO_SUBJECT


@pytest.mark.parametrize("sub", [None, "", 7, ["jansen"]], ids=str)
async def test_a_worker_without_a_name_is_nobody(sub: object) -> None:
    checker = a_checker(partners(issuer=STAFF, kind="staff"))

    assert await of(partner_claims("staff-cjib", iss=STAFF, sub=sub), checker) is TokenFault.MALFORMED


async def test_citizens_and_machines_are_no_workers() -> None:
    for body in (claims(), partner_claims()):
        answer = await of(body)
        assert isinstance(answer, Requester)
        assert answer.worker is None


async def test_one_name_at_two_issuers_is_two_people() -> None:
    checker = a_checker(citizens(), citizens(issuer="https://second.invalid"))
    answers = [await of(claims(iss=issuer), checker) for issuer in (ISSUER, "https://second.invalid")]

    assert [answer.issuer for answer in answers if isinstance(answer, Requester)] == [
        ISSUER,
        "https://second.invalid",
    ]


SCOPED = partners(clients={"c": ClientSettings(role="auditor", scopes=("claims", "schema"))})


@pytest.mark.parametrize(
    ("scope", "counts"),
    [
        (None, ("claims", "schema")),
        ("claims", ("claims",)),
        ("claims schema", ("claims", "schema")),
        ("claims everything openid", ("claims",)),
        ("everything", ()),
        ("CLAIMS", ()),
        ("claims,schema", ()),
        ("  claims  ", ("claims",)),
        ("claims\tschema", ()),
        ("claimsschema", ()),
    ],
    ids=str,
)
async def test_a_scope_counts_where_it_is_registered_and_in_the_token(
    scope: str | None, counts: tuple[str, ...]
) -> None:
    answer = await of(partner_claims("c", scope=scope), a_checker(SCOPED))

    assert isinstance(answer, Requester)
    assert answer.scopes == set(counts)


async def test_an_empty_scope_is_none() -> None:
    answer = await of(partner_claims("c") | {"scope": ""}, a_checker(SCOPED))

    assert isinstance(answer, Requester)
    assert answer.scopes == frozenset()


@pytest.mark.parametrize("scope", [["claims"], {"claims": True}, 1, True, None], ids=str)
async def test_a_scope_is_one_text(scope: object) -> None:
    assert await of(partner_claims("c") | {"scope": scope}, a_checker(SCOPED)) is TokenFault.MALFORMED


async def test_a_citizens_client_needs_no_registration_but_has_no_scope_without_one() -> None:
    registered = {"portal": ClientSettings(role="portal", scopes=("schema",))}
    free = await of(claims(scope="schema"))
    listed = await of(claims(scope="schema"), a_checker(citizens(clients=registered)))
    unlisted = await of(claims(client_id="other"), a_checker(citizens(clients=registered)))

    assert isinstance(free, Requester)
    assert isinstance(listed, Requester)
    assert (set(free.scopes), set(listed.scopes)) == (set(), {"schema"})
    assert unlisted is TokenFault.UNKNOWN_CLIENT


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"azp": "agency-cjib"}, True),
        ({"azp": "agency-cjib", "client_id": None}, True),
        ({"azp": "auditor"}, False),
        ({"azp": ""}, False),
        ({"azp": ["agency-cjib"]}, False),
        ({"azp": "nobody", "client_id": None}, False),
    ],
    ids=str,
)
async def test_the_authorised_party_is_the_client(changes: dict[str, Any], *, counts: bool) -> None:
    answer = await of(partner_claims() | {name: value for name, value in changes.items() if value is not None})
    if "client_id" in changes:
        answer = await of({name: value for name, value in {**partner_claims(), **changes}.items() if value is not None})

    assert isinstance(answer, Requester) is counts
    assert counts or answer is TokenFault.UNKNOWN_CLIENT


async def test_when_and_how_surely_somebody_logged_in_goes_along() -> None:
    answer = await of(claims(auth_time=NOW - 90))

    assert isinstance(answer, Requester)
    assert answer.acr == SUBSTANTIAL
    assert answer.logged_in_at == datetime.fromtimestamp(NOW - 90, UTC)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (NOW + 11, TokenFault.NOT_YET_VALID),
        (10**18, TokenFault.NOT_YET_VALID),
        (-1, TokenFault.MALFORMED),
        (str(NOW), TokenFault.MALFORMED),
        (NOW - 0.5, TokenFault.MALFORMED),
        (True, TokenFault.MALFORMED),
        ([NOW], TokenFault.MALFORMED),
    ],
    ids=str,
)
async def test_a_log_in_that_cannot_have_been_is_refused(moment: object, code: TokenFault) -> None:
    assert await of(claims(auth_time=moment)) is code


@pytest.mark.parametrize("level", [1, True, ["high"], {"high": 1}], ids=str)
async def test_a_level_is_a_text_also_where_none_is_demanded(level: object) -> None:
    assert await of(claims(acr=level), a_checker(citizens(acr_minimum=None))) is TokenFault.MALFORMED


async def test_an_algorithm_works_where_an_issuer_lists_it_and_nowhere_else() -> None:
    key = RSAKey.generate_key(2048, {"kid": "key-1"})
    checker = a_checker(citizens(), partners(algorithms=("RS256",)), keys=(key,))

    def signed(body: dict[str, Any]) -> str:
        return f"Bearer {forged(header(alg='RS256'), body, key, alg='RS256')}"

    assert isinstance(await who(checker, signed(partner_claims("auditor"))), Requester)
    assert await who(checker, signed(claims())) is TokenFault.ALGORITHM


def asked_for_keys(checker: Any) -> int:
    assert isinstance(checker.keys, Published)
    return len(checker.keys.asked)


async def test_a_signature_is_verified_once_in_half_a_minute() -> None:
    clock = StillClock()
    checker = a_checker(clock=clock)
    bearer, counts = f"Bearer {forged(header(), claims())}", []
    for seconds in (0, 1, LONGEST_SECONDS - 1, LONGEST_SECONDS):
        clock.at = NOON.fromtimestamp(NOW + seconds, UTC)
        assert isinstance(await who(checker, bearer), Requester)
        counts.append(asked_for_keys(checker))

    assert counts == [1, 1, 1, 2]


async def test_a_token_that_ends_counts_no_longer_however_lately_it_was_verified() -> None:
    clock = StillClock()
    checker = a_checker(clock=clock)
    bearer = f"Bearer {forged(header(), claims(exp=NOW + 5))}"
    assert isinstance(await who(checker, bearer), Requester)

    clock.at = NOON.fromtimestamp(NOW + 5, UTC)
    assert await who(checker, bearer) is TokenFault.EXPIRED
    assert asked_for_keys(checker) == 1


async def test_a_changed_signature_is_another_token() -> None:
    checker = a_checker()
    good = forged(header(), claims())
    other = forged(header(), claims(), ECKey.generate_key("P-256"))
    mixed = f"{good.rpartition('.')[0]}.{other.rpartition('.')[2]}"

    assert isinstance(await who(checker, f"Bearer {good}"), Requester)
    assert await who(checker, f"Bearer {mixed}") is TokenFault.BAD_SIGNATURE
    assert await who(checker, f"Bearer {mixed}") is TokenFault.BAD_SIGNATURE


def test_what_is_remembered_is_bounded_and_young() -> None:
    memory: Remembered[int] = Remembered(most=2)
    for number in range(3):
        memory.put(bytes([number]), number, NOON)

    assert [memory.get(bytes([number]), NOON) for number in range(3)] == [None, 1, 2]
    assert len(memory) == 2
    before = NOON.fromtimestamp(NOW - 1, UTC)
    assert memory.get(b"\x01", before) is None


def test_what_is_too_old_is_not_only_unsaid_but_gone() -> None:
    memory: Remembered[int] = Remembered()
    for number in range(3):
        memory.put(bytes([number]), number, NOON)
    later = NOON.fromtimestamp(NOW + LONGEST_SECONDS, UTC)

    assert memory.get(b"another", later) is None
    assert len(memory) == 0


def test_a_moment_that_was_taken_earlier_takes_nothing_younger_away() -> None:
    memory: Remembered[int] = Remembered()
    memory.put(b"young", 1, NOON)
    memory.put(b"late", 2, NOON.fromtimestamp(NOW - 1, UTC))

    assert (memory.get(b"young", NOON), memory.get(b"late", NOON)) == (1, 2)


def deny_list(checker: Any) -> Denied:
    rows = checker.denials._rows
    assert isinstance(rows, Denied)
    return rows


@pytest.mark.parametrize(
    "digest", [denials.of_token(PARTNERS, "jti-1"), denials.of_client(PARTNERS, "agency-cjib")], ids=["token", "client"]
)
async def test_what_is_denied_counts_no_longer_within_half_a_minute(digest: bytes) -> None:
    clock = StillClock()
    checker = a_checker(clock=clock)
    assert isinstance(await of(partner_claims(), checker), Requester)
    deny_list(checker).digests.add(digest)

    clock.at = NOON.fromtimestamp(NOW + LONGEST_SECONDS, UTC)
    assert await of(partner_claims(), checker) is TokenFault.REVOKED
    assert isinstance(await of(partner_claims("auditor", jti="jti-2"), checker), Requester)


async def test_the_deny_list_is_read_once_in_half_a_minute() -> None:
    clock = StillClock()
    checker = a_checker(clock=clock)
    for seconds in (0, 10, 20, 29):
        clock.at = NOON.fromtimestamp(NOW + seconds, UTC)
        await of(claims(), checker)
    assert deny_list(checker).reads == 1

    clock.at = NOON.fromtimestamp(NOW + 30, UTC)
    await of(claims(), checker)
    assert deny_list(checker).reads == 2


async def test_a_token_of_another_issuer_with_the_same_id_is_not_denied() -> None:
    checker = a_checker()
    deny_list(checker).digests.add(denials.of_token(PARTNERS, "jti-1"))

    assert isinstance(await of(claims(jti="jti-1"), checker), Requester)
