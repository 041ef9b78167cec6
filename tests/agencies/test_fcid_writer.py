"""Writing: strict, in the words of one version; what we write we read back as it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from agencies.fcid_cases import BSN, CURRENT, OIN_HERE, OLDER, a_body, a_case, as_bytes, demanded, event, read
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.fcid import reader, writer
from adapters.agencies.fcid.document import (
    Case,
    Contact,
    Demand,
    DemandKind,
    DemandWithdrawn,
    Document,
    HandedOver,
    Head,
    Obligation,
    Payment,
    Remission,
    TakenOver,
)
from adapters.agencies.fcid.faults import ProfileFault
from adapters.agencies.fcid.values import AMSTERDAM, LARGEST_AMOUNT
from consent.parties import Oin
from hub.domain.money import Cents

AMOUNTS = st.integers(0, LARGEST_AMOUNT).map(Cents)
TEXTS = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
REFERENCES = st.text("abcXYZ0123456789-/.", min_size=1, max_size=12)
MOMENTS = st.datetimes(
    datetime(1950, 1, 2),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2199, 12, 30),  # noqa: DTZ001  # as above
    timezones=st.sampled_from([AMSTERDAM, UTC]),
).filter(lambda moment: moment == moment.astimezone(UTC))  # not in the hour that the clock skips in spring
OINS = st.sampled_from([None, OIN_HERE, Oin("0" * 20)])
HEADS = st.builds(
    Head,
    reference=REFERENCES,
    at=MOMENTS,
    registered_at=st.none() | MOMENTS,
    case=st.none() | REFERENCES,
    bsn=st.sampled_from([None, BSN]),
)
DAYS = st.none() | st.dates(date(1950, 1, 2), date(2199, 12, 30))
COMMON = st.one_of(
    st.builds(
        Obligation,
        head=HEADS,
        type_code=st.from_regex(r"\A[a-z]{1,5}_[a-z0-9_]{1,50}\Z"),
        amount=AMOUNTS,
        primary=st.none() | st.booleans(),
        imposed_at=st.none() | MOMENTS,
        decision=TEXTS,
        category=TEXTS,
        says=TEXTS,
        ground=TEXTS,
        ground_source=TEXTS,
        imposed_by=OINS,
        carried_out_by=OINS,
        extra=st.just({}),
    ),
    st.builds(DemandWithdrawn, head=HEADS, payment_reference=st.none() | REFERENCES, extra=st.just({})),
    st.builds(
        Payment,
        head=HEADS,
        amount=AMOUNTS,
        payment_reference=st.none() | REFERENCES,
        received_at=st.none() | MOMENTS,
        processed_at=st.none() | MOMENTS,
        received_by=OINS,
        extra=st.just({}),
    ),
    st.builds(HandedOver, head=HEADS, to=OINS, extra=st.just({})),
    st.builds(TakenOver, head=HEADS, taken_from=OINS, extra=st.just({})),
)


def _demands(kinds: st.SearchStrategy[DemandKind | None]) -> st.SearchStrategy[Demand]:
    return st.builds(
        Demand,
        head=HEADS,
        amount=AMOUNTS,
        kind=kinds,
        payment_reference=st.none() | REFERENCES,
        due_on=DAYS,
        payee=OINS,
        account=TEXTS,
        account_holder=TEXTS,
        way=TEXTS,
        says=TEXTS,
        extra=st.just({}),
    )


def _documents(version: str, cases: st.SearchStrategy[Case]) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        version=st.just(version),
        cases=st.lists(cases, max_size=3).map(tuple),
        supplier=OINS,
        made_at=st.none() | MOMENTS,
        bsn=st.sampled_from([None, BSN]),
        stated=st.just({}) | st.just({"guardianship": {"value": "no"}}),
        faults=st.just(()),
        extra=st.just({}),
        persons=st.just(frozenset()),
    )


def _cases(events: st.SearchStrategy[object], settled: st.SearchStrategy[Cents | None]) -> st.SearchStrategy[Case]:
    contacts = st.builds(Contact, type=TEXTS, value=TEXTS, says=TEXTS)
    return st.builds(
        Case,
        reference=REFERENCES,
        events=st.lists(events, max_size=4).map(tuple),
        bsn=st.sampled_from([None, BSN]),
        total_imposed=st.none() | AMOUNTS,
        total_settled=settled,
        balance=st.none() | AMOUNTS,
        balance_at=st.none() | MOMENTS,
        contacts=st.lists(contacts, max_size=2).map(tuple),
        stated=st.just({}) | st.just({"objection": {"value": "yes", "date": "2026-01-01"}}),
        faults=st.just(()),
        extra=st.just({}),
    )


REMISSIONS = st.builds(Remission, head=HEADS, amount=AMOUNTS, extra=st.just({}))
KINDS = st.none() | st.sampled_from(DemandKind)


@given(document=_documents("4.1.0", _cases(COMMON | _demands(KINDS) | REMISSIONS, st.none() | AMOUNTS)))
def test_what_is_written_in_the_current_version_is_read_back_strictly_as_it_was(document: Document) -> None:
    assert reader.read(as_bytes(writer.write(document, CURRENT)), CURRENT, strict=True) == document


@given(document=_documents("3.0.0", _cases(COMMON | _demands(st.none()), st.none())))
def test_what_is_written_in_the_older_version_is_read_back_strictly_as_it_was(document: Document) -> None:
    assert reader.read(as_bytes(writer.write(document, OLDER)), OLDER, strict=True) == document


def _one(event: Demand | Remission) -> Document:
    return Document(version="4.1.0", cases=(Case(reference="Z-1", events=(event,), total_settled=Cents(0)),))


HEAD = Head(reference="e1", at=datetime(2026, 3, 1, tzinfo=UTC))


def test_the_older_version_leaves_out_what_can_be_told_from_the_events() -> None:
    letter = Demand(head=HEAD, amount=Cents(5), kind=DemandKind.REMINDER)

    written = reader.read(as_bytes(writer.write(_one(letter), OLDER)), OLDER, strict=True).cases[0]

    assert written.total_settled is None
    assert isinstance(written.events[0], Demand)
    assert written.events[0].kind is None


def test_the_older_version_refuses_money_that_it_has_no_word_for() -> None:
    with pytest.raises(ProfileFault, match=r"event_name\.remission"):
        writer.write(_one(Remission(head=HEAD, amount=Cents(5))), OLDER)


@pytest.mark.parametrize(
    "body",
    [
        a_body(a_case(), nieuw=1),
        a_body(a_case(nieuw=1)),
        a_body(a_case(demanded("1", "2026-03-01", 5, nieuw=1))),
        a_body(a_case(event("Onbekend", "1", "2026-03-01"))),
        a_body(a_case(demanded("1", "2026-03-01", -5))),
        a_body("geen zaak"),
    ],
    ids=["unknown key", "in a case", "in an event", "unknown event", "unreadable event", "unreadable case"],
)
def test_what_was_not_understood_is_not_passed_on(body: object) -> None:
    with pytest.raises(ProfileFault, match="not passed on"):
        writer.write(read(body), CURRENT)


def test_a_due_date_is_written_as_the_last_second_of_the_day() -> None:
    letter = Demand(head=HEAD, amount=Cents(5), due_on=date(2026, 4, 26))

    due = writer._end_of(date(2026, 4, 26))

    assert due.isoformat() == "2026-04-26T23:59:59+02:00"
    assert due + timedelta(seconds=1) == datetime(2026, 4, 26, 22, tzinfo=UTC)
    assert as_bytes(writer.write(_one(letter), CURRENT)).count(b"2026-04-26T23:59:59+02:00") == 1
