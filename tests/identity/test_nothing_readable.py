"""After consent and a proposal the whole database is searched: no number, no amount, no reference of a claim."""

import base64
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

import pytest
from builders import AGENCIES, a_claim, a_report, an_agency
from hub_world import TRACE, StandingSource, StillClock, World
from kept import a_record, whole_database
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.vault import KeyVault
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from hub.actions.plan_wish import PlanWish
from hub.actions.show_arrangement import Shown
from hub.audit import canonical
from hub.domain.arrangement import Choice
from hub.domain.household import Household, Means
from hub.domain.money import Cents
from hub.domain.scheme import SchemeCode
from hub.domain.situation import Situation
from hub.errors import Unavailable

NUMBER = "999990032"
CENTS = (81_723, 46_591)
REFERENCE = "ZAAK-KENMERK-7351"
INCOME, TAKEN = 297_413, 41_977
WISH = PlanWish(
    scheme=SchemeCode("rijk-2025"),
    choice=Choice(),
    situation=Situation(
        means=Means(household=Household.SINGLE, taxable_income_year=Cents(INCOME * 12), monthly_income=Cents(INCOME)),
        already_taken=Cents(TAKEN),
    ),
)

MARKERS = (
    NUMBER,
    *(str(cents) for cents in (INCOME, TAKEN, INCOME * 12)),
    *(str(cents) for cents in CENTS),
    str(sum(CENTS)),
    "817.23",
    "465.91",
    "1283.14",
    REFERENCE,
    "KENMERK",
)
"""What must be nowhere: the number, what is earned and taken, each debt and their sum, and the reference."""


@pytest.fixture
async def world(engine: AsyncEngine, directory: Directory, vault: KeyVault) -> World:
    """A hub with the real vault, and two debts at one agency."""
    debts = [a_claim(cents, reference=f"{REFERENCE}-{cents}") for cents in CENTS]
    made = World(
        engine=engine,
        subject=await directory.ref_of(Bsn(NUMBER)),
        sources={
            code: StandingSource(agency=an_agency(code), report=a_report(code, *(debts if code == "cjib" else ())))
            for code in AGENCIES
        },
        clock=StillClock(),
    )
    made.show = replace(made.show, vault=vault)
    made.propose = replace(made.propose, vault=vault, show=made.show)
    return made


async def proposed(world: World) -> Shown:
    """Consent, let a proposal be made under a key, and read it again."""
    await world.give(world.wish())
    made = await world.propose(world.question(), WISH, key="p", name_of=lambda claim: claim.reference)
    assert isinstance(made, Shown)
    shown = await world.show(world.citizen, made.id, trace=TRACE)
    assert shown is not None
    assert shown.id == made.id
    return made


def readable(content: bytes) -> list[str]:
    """Name the markers that stand in it: as text, in two bytes a letter, in hexadecimal, in base64."""
    found = []
    for marker in MARKERS:
        plain = marker.encode()
        # Three ways, by where in a group of three bytes it begins; the ends depend on their neighbors. What is left
        # of a short one is left out: it would be found by chance.
        packed = [base64.b64encode(b"x" * lead + plain)[4 if lead else 0 : -4] for lead in range(3)]
        ways = [
            plain,
            marker.encode("utf-16-le"),
            plain.hex().encode(),
            plain[::-1],
            *(p for p in packed if len(p) > 5),
        ]
        if any(way in content for way in ways):
            found.append(marker)
    return found


async def test_after_consent_and_a_proposal_nothing_can_be_read(
    world: World, engine: AsyncEngine, store_url: str
) -> None:
    made = await proposed(world)
    content = await whole_database(engine, store_url)

    assert {REFERENCE, *(str(cents) for cents in (*CENTS, INCOME, TAKEN))} <= set(
        readable(canonical.dumps(made.receipt))
    )
    assert made.id.encode() in content
    assert b"proposal.kept" in content
    assert readable(content) == []


async def test_a_household_cannot_be_found_by_guessing_what_it_earns(
    world: World, vault: KeyVault, engine: AsyncEngine, store_url: str
) -> None:
    await proposed(world)
    content = await whole_database(engine, store_url)
    guess = canonical.dumps(WISH)
    call = {"scheme": WISH.scheme, "wish": sha256(guess).hexdigest()}
    guessed = sha256(canonical.dumps({"operation": "proposeArrangement", "given": call})).hexdigest()
    call["wish"] = (await vault.key(world.subject)).tag("attempt.wish", guess)
    kept = sha256(canonical.dumps({"operation": "proposeArrangement", "given": call})).hexdigest()

    assert kept.encode() in content
    assert guessed.encode() not in content


@pytest.mark.leaks("a search that finds nothing must be seen to find something")
async def test_the_search_finds_what_is_there(engine: AsyncEngine, store_url: str, world: World) -> None:
    await world.give(replace(world.wish(), recipient=f"{NUMBER}-{REFERENCE}"))

    assert readable(await whole_database(engine, store_url)) == [NUMBER, REFERENCE, "KENMERK"]


async def test_what_a_client_writes_into_a_key_is_not_kept(engine: AsyncEngine, store_url: str, world: World) -> None:
    await world.give(replace(world.wish(), key=f"key-{NUMBER}-{REFERENCE}"))

    assert readable(await whole_database(engine, store_url)) == []


async def test_once_the_key_is_destroyed_nobody_reads_the_proposal_either(
    world: World, vault: KeyVault, engine: AsyncEngine, store_url: str
) -> None:
    made = await proposed(world)
    await vault.destroy(world.subject)

    with pytest.raises(Unavailable, match=r"vault\.unreadable"):
        await world.show(world.citizen, made.id, trace=TRACE)
    assert readable(await whole_database(engine, store_url)) == []


@pytest.mark.parametrize("ends_well", [True, False], ids=["committed", "rolled back"])
async def test_a_person_is_forgotten_in_their_transaction_or_not_at_all(
    world: World, vault: KeyVault, engine: AsyncEngine, store_url: str, directory: Directory, *, ends_well: bool
) -> None:
    made = await proposed(world)
    row = await SqlSubjects(engine).by_ref(world.subject)
    assert row is not None
    assert row.key_wrapped is not None
    assert row.bsn_sealed is not None
    secrets = (row.key_wrapped, row.bsn_sealed, *directory._keys.bsn_indexes(Bsn(NUMBER)).values())

    with suppress(LookupError):
        async with SqlStore(engine).transaction(world.subject) as tx:
            await vault.destroy(world.subject)
            await tx.append_audit(a_record(world.subject))
            if not ends_well:
                raise LookupError

    kept = await whole_database(engine, store_url)
    is_read = await world.show(world.citizen, made.id, trace=TRACE) if not ends_well else None
    assert (await directory.find(Bsn(NUMBER)) is None) is ends_well
    assert (is_read is None) is ends_well
    # A file's journal holds older pages until it is folded in; what the tables hold is what counts here.
    tables = await whole_database(engine, "")
    assert [secret in tables for secret in secrets] == [not ends_well] * len(secrets)
    assert readable(kept) == []
