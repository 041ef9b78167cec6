"""From stories to FCID documents, per version. Written from the standard only; no adapter code is shared."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import assert_never

from adapters.agencies.simulator import account, facts
from adapters.agencies.simulator.account import (
    Demanded,
    DemandWithdrawn,
    Entry,
    HandedOver,
    Imposed,
    Paid,
    Remitted,
    TakenOver,
    Unheard,
)
from adapters.agencies.simulator.agency import Agency, Version, grounds, oin_of
from adapters.agencies.simulator.story import Case, Person
from adapters.agencies.simulator.toml_table import StoryFault

Json = dict[str, object]

EXTENSION = "x_eenregeling"
TOTAL_KEY: Mapping[Version, str] = {"4.1.0": "totaal_financieel_verplicht", "3.0.0": "totaal_opgelegd"}


def document(person: Person | None, agency: Agency, *, bsn: str, as_of: date, made_at: datetime) -> Json:
    """Write the answer about one person as of the end of a day; a person who is not known here owes nothing here."""
    late = person is not None and person.late_events
    cases = [_case(case, agency, bsn=bsn, as_of=as_of, late=late) for case in _known(person, as_of)]
    return {
        "type": "FinancialClaimsInformationDocument",
        "version": agency.version,
        "body": {
            "aangeleverd_door": agency.oin,
            "document_datumtijd": _stamp(made_at.astimezone(account.AMSTERDAM)),
            "bsn": bsn,
            "financiele_zaken": cases,
            EXTENSION: facts.of_person(person, agency, as_of=as_of),
        },
    }


def _known(person: Person | None, as_of: date) -> Iterator[Case]:
    cases = person.cases if person else ()
    return (case for case in cases if (person and person.late_events) or case.known_from <= as_of)


def _case(case: Case, agency: Agency, *, bsn: str, as_of: date, late: bool) -> Json:
    entries = account.tell(case, agency)
    moment = account.at(as_of, account.LAST_SECOND)
    by_then = [entry for entry in entries if entry.moment <= moment]
    writer = _Writer(case, agency, bsn)
    events = [writer.event(entry, place) for place, entry in enumerate(entries) if late or entry.moment <= moment]
    return {
        "zaakkenmerk": case.reference,
        "bsn": bsn,
        **_totals(by_then, case, agency.version),
        "saldo_datumtijd": _stamp(moment),
        "contactopties": [{"type": "website", "waarde": agency.website}],
        "gebeurtenissen": events,
        EXTENSION: facts.of_case(case, agency, as_of=as_of),
    }


def _totals(entries: list[Entry], case: Case, version: Version) -> Json:
    owed = sum(entry.amount for entry in entries if isinstance(entry, Imposed))
    settled = sum(entry.amount for entry in entries if isinstance(entry, Paid | Remitted))
    # A story may state another total than its events add up to: such an answer contradicts itself.
    stated = case.stated_total if case.stated_total is not None else owed
    totals: Json = {TOTAL_KEY[version]: stated}
    if version == "4.1.0":
        totals["totaal_financieel_vereffend"] = settled
    return totals | {"saldo": stated - settled}


class _Writer:
    """Writes the events of one case in the words of the wire."""

    def __init__(self, case: Case, agency: Agency, bsn: str) -> None:
        self.case = case
        self.agency = agency
        self.bsn = bsn

    def event(self, entry: Entry, place: int) -> Json:
        """Write one event; `place` in the whole account keeps its reference the same on each day asked about."""
        name, content = self._named(entry)
        event: Json = {
            "gebeurtenis_type": name,
            "gebeurtenis_kenmerk": self._reference(place),
            "datumtijd_gebeurtenis": _stamp(entry.moment),
            "zaakkenmerk": self.case.reference,
            "bsn": self.bsn,
            **content,
        }
        if self.agency.states_registration:
            event["datumtijd_geregistreerd"] = _stamp(self._registered(entry))
        return event

    def _named(self, entry: Entry) -> tuple[str, Json]:
        content: Json
        match entry:
            case Imposed():
                name, content = "FinancieleVerplichtingOpgelegd", self._imposed(entry)
            case Demanded():
                name, content = "BetalingsverplichtingOpgelegd", self._demanded(entry)
            case DemandWithdrawn():
                name, content = "BetalingsverplichtingIngetrokken", {"betalingskenmerk": entry.payment_reference}
            case Paid():
                name, content = "BetalingVerwerkt", self._paid(entry)
            case Remitted():
                name, content = self._since_4_1("FinancieleVerplichtingKwijtgescholden"), {"bedrag": entry.amount}
            case HandedOver():
                name, content = "FinancieleZaakOvergedragen", {"overgedragen_aan": oin_of(entry.agency)}
            case TakenOver():
                name, content = "FinancieleZaakOvergenomen", {"overgenomen_van": oin_of(entry.agency)}
            case Unheard():
                content = dict(entry.content)
                name = str(content.pop("gebeurtenis_type", "OnbekendeGebeurtenis"))
            case _:
                assert_never(entry)
        return name, content

    def _imposed(self, entry: Imposed) -> Json:
        event: Json = {
            "datumtijd_opgelegd": _stamp(entry.moment),
            "beschikkingsnummer": self.case.decision,
            "primaire_verplichting": entry.primary,
            "type": entry.code,
            "bedrag": entry.amount,
            "omschrijving": self.agency.words[entry.code].says,
            "opgelegd_door": self._owner(),
            "uitgevoerd_door": self.agency.oin,
        }
        ground = grounds().get(entry.code)
        if ground:
            event["juridische_grondslag_omschrijving"] = ground.says
            if ground.source:
                event["juridische_grondslag_bron"] = ground.source
        return event

    def _demanded(self, entry: Demanded) -> Json:
        event: Json = {
            "bedrag": entry.amount,
            "betalingskenmerk": entry.payment_reference,
            "vervaldatum": _stamp(entry.due),
            "te_betalen_aan": self.agency.oin,
            "rekeningnummer": self.agency.account,
        }
        if self.agency.version == "4.1.0":
            event["type"] = entry.kind
        return event

    def _paid(self, entry: Paid) -> Json:
        return {
            "bedrag": entry.amount,
            "betalingskenmerk": entry.payment_reference,
            "datumtijd_verwerkt": _stamp(entry.registered),
        }

    def _owner(self) -> str:
        transfer = self.case.transferred_from
        return oin_of(transfer.agency) if transfer else self.agency.oin

    def _registered(self, entry: Entry) -> datetime:
        booked = entry.registered if isinstance(entry, Paid | Remitted) else entry.moment
        # What happened elsewhere before the transfer was booked here on the day of the transfer.
        return max(booked, account.at(self.case.known_from, account.MIDNIGHT))

    def _reference(self, place: int) -> str:
        name = f"{self.agency.code}/{self.case.reference}/{place}"
        return f"{self.agency.code}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"

    def _since_4_1(self, name: str) -> str:
        if self.agency.version == "3.0.0":
            raise StoryFault(f"version 3.0 has no event '{name}'")
        return name


def _stamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 with its offset, whole seconds."""
    return moment.isoformat(timespec="seconds")
