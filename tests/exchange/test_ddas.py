import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from builders import a_claim
from hypothesis import given
from hypothesis import strategies as st

from adapters.exchange import ddas
from adapters.exchange.ddas import DeliveredPart, Delivery, Organization, decoded, encoded, euros, trajectory
from consent.parties import AgencyCode, SubjectRef
from hub.actions.export_arrangement import Exported
from hub.domain.money import Cents

SHAPE = json.loads((Path(ddas.__file__).parent / "ddas-1.0.json").read_text(encoding="utf-8"))

EXAMPLE = """
{"startdatumLevering": "2026-10-01", "einddatumLevering": "2026-10-31",
 "aanleverdatumEnTijd": "2026-11-03T10:00:00Z", "codeGegevensleverancier": "hub",
 "leveringen": [{"teller": 1,
   "aanleverende_organisatie": {"KvK-nummer": "12345678", "gemeentecode": "0000"},
   "schuldhulptrajecten": [{"gemeentecode": "0000", "startdatum": "2026-10-05",
     "client": [{"Burgerservicenummer": "999990342"}],
     "schulden": [{"bedrag": 113.00, "peildatum": "2026-10-05", "schuldsoort": "Publiek",
                   "zakelijkeSchuld": false, "schuldeiser": {"naam": "CJIB"}}],
     "oplossing": {"soort": "Betalingsregeling", "startdatum": "2026-10-20"}}]}]}
"""
"""The worked example of the standard, less what we never know (`vtlb`)."""


def valid(text: bytes | str) -> Any:
    read = json.loads(text)
    jsonschema.validate(read, SHAPE, format_checker=jsonschema.FormatChecker())
    return read


def a_delivery(*cents: int) -> Delivery:
    exported = Exported(
        subject=SubjectRef("somebody"),
        accepted_on=date(2026, 10, 5),
        begun_on=date(2026, 10, 20),
        claims=tuple(a_claim(each, reference=f"A-{place}") for place, each in enumerate(cents)),
        kept_back=frozenset(),
    )
    names = {AgencyCode("cjib"): "CJIB"}
    written = trajectory(exported, bsn="999990342", municipality="0000", as_of=date(2026, 10, 5), names=names)
    return Delivery(
        delivery_from=date(2026, 10, 1),
        delivery_until=date(2026, 10, 31),
        delivered_at=datetime(2026, 11, 3, 10, tzinfo=UTC),
        supplier="hub",
        deliveries=(
            DeliveredPart(
                counter=1,
                organization=Organization(kvk_number="12345678", municipality="0000"),
                trajectories=(written,),
            ),
        ),
    )


def test_an_arrangement_is_written_as_the_example_of_the_standard() -> None:
    assert valid(encoded(a_delivery(11300))) == valid(EXAMPLE)


def test_what_is_written_reads_back_and_nothing_else_is_read() -> None:
    delivery = a_delivery(11300, 1)

    assert decoded(encoded(delivery)) == delivery
    with pytest.raises(msgspec.ValidationError):
        decoded(encoded(delivery).replace(b'"naam"', b'"Naam"'))


@given(st.integers(min_value=1, max_value=10**13))
def test_euros_are_the_same_amount_to_the_cent(cents: int) -> None:
    written = encoded(a_delivery(cents)).decode()
    (debt,) = decoded(written.encode()).deliveries[0].trajectories[0].debts

    assert f'"bedrag":{cents // 100}.{cents % 100:02d}' in written
    assert debt.amount == euros(Cents(cents))
    assert int(debt.amount * 100) == cents


def test_every_name_of_ours_has_one_of_the_standards() -> None:
    structs = [each for each in vars(ddas).values() if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    ours = {field.name for struct in structs for field in msgspec.structs.fields(struct)}

    assert ours - {"client"} == set(ddas.FIELDS)
