"""An answer with everything in it that the current version has a word for, and ways to spoil an answer."""

import copy
from collections.abc import Iterator
from typing import Any

from agencies.fcid_cases import (
    BSN,
    CURRENT,
    INVALID_BSN,
    OIN_ELSEWHERE,
    OIN_HERE,
    OTHER_BSN,
    Json,
    a_case,
    added,
    an_answer,
    demanded,
    event,
    imposed,
    paid,
    remitted,
    withdrawn,
)
from hypothesis import strategies as st

MOMENT = "2026-03-01T12:30:00+01:00"
OF_ALL_EVENTS: Json = {"datumtijd_geregistreerd": MOMENT, "zaakkenmerk": "Z-1", "bsn": BSN}
FACT: Json = {"value": "yes", "date": "2026-04-01", "source": OIN_HERE, "stated_on": "2026-11-23"}
KEYS = sorted({spelling.key for spelling in CURRENT.spellings.values()})
ODD: list[object] = [
    *(None, True, False, 0, 1, -1, 1.0, 10**11, 10**11 + 1, 2**53, 10**30, [], {}, [{}], {"value": 1}),
    *("", ":", '":', "x" * 100, "x" * 101, "x" * 2_000, "x" * 2_001, "één", "é\n", "\x7f", "\x85", "\u2028", "\\"),
    *(
        BSN,
        OTHER_BSN,
        INVALID_BSN,
        "000000000",
        OIN_HERE,
        "h_boete",
        "h_",
        "Aanmaning",
        "BetalingVerwerkt",
        "4.2",
        "3.0",
    ),
    *("2026-03-01", "2026-02-30", "1949-12-31", "2026-03-01T00:00:00Z", "2026-03-01t00:00:00+01:00"),
    *(
        "2026-03-01T00:00:00+0100",
        "2026-03-01T24:00:00+01:00",
        "2026-03-01T00:00:00.1234Z",
        "2026-03-01 00:00:00-01:00",
    ),
    *(
        "2026-W08-7T00:00:00+01:00",
        "1949-12-31T23:59:59+00:00",
        "2026-03-01T00:00:00-00:00",
        "2026-03-01T00:00:60+01:00",
    ),
]


def full() -> Json:
    """Make the answer anew."""
    fact_with_words = FACT | {"detail": "één keer"}
    events = [
        imposed(
            "e1",
            "2026-03-01",
            10000,
            **OF_ALL_EVENTS,
            datumtijd_opgelegd=MOMENT,
            beschikkingsnummer="B-1",
            categorie="boete",
            omschrijving="Boete",
            juridische_grondslag_omschrijving="Wahv art. 2",
            juridische_grondslag_bron="https://wetten.voorbeeld.invalid",
            uitgevoerd_door=OIN_ELSEWHERE,
        ),
        added("e2", "2026-03-01", 900, **OF_ALL_EVENTS),
        demanded(
            "e3",
            "2026-03-02",
            10900,
            **OF_ALL_EVENTS,
            type="Aanmaning",
            te_betalen_aan=OIN_HERE,
            rekeningnummer="NL00XXXX0000000003",
            rekeningnummer_tenaamstelling="Instantie Hier",
            betaalwijze="overboeking",
            omschrijving="Aanmaning",
        ),
        withdrawn("e4", "2026-03-03", **OF_ALL_EVENTS),
        paid(
            "e5",
            "2026-03-04",
            100,
            **OF_ALL_EVENTS,
            datumtijd_ontvangen=MOMENT,
            datumtijd_verwerkt=MOMENT,
            ontvangen_door=OIN_HERE,
        ),
        remitted("e6", "2026-03-05", 100),
        event("FinancieleZaakOvergedragen", "e7", "2026-03-06", overgedragen_aan=OIN_ELSEWHERE),
        event("FinancieleZaakOvergenomen", "e8", "2026-03-07", overgenomen_van=OIN_ELSEWHERE),
    ]
    case = a_case(
        *events,
        bsn=BSN,
        totaal_financieel_verplicht=10900,
        totaal_financieel_vereffend=200,
        saldo=10700,
        saldo_datumtijd=MOMENT,
        contactopties=[{"type": "website", "waarde": "https://hier.voorbeeld.invalid", "omschrijving": "Vragen"}],
        x_eenregeling={"objection": FACT, "bailiff": fact_with_words},
    )
    return an_answer(case, aangeleverd_door=OIN_HERE, document_datumtijd=MOMENT, x_eenregeling={"debt_help": FACT})


def places(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the way to each value, the outermost first."""
    yield at
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in inside:
        yield from places(child, (*at, step))


def put(document: object, at: tuple[str | int, ...], value: object) -> object:
    """Give a copy with another value at one place."""
    if not at:
        return value
    spoiled = copy.deepcopy(document)
    inner: Any = spoiled
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return spoiled


@st.composite
def spoiled(draw: st.DrawFn, document: object) -> object:
    """Change a value, take it away, call it otherwise, say it twice, or put something beside it."""
    at = draw(st.sampled_from(list(places(document))[1:]))
    holder: Any = document
    for step in at[:-1]:
        holder = holder[step]
    last, value = at[-1], holder[at[-1]]
    odd, key = draw(st.sampled_from(ODD)), draw(st.sampled_from([*KEYS, "nieuw", "kind", "total_settled"]))
    if isinstance(holder, list):
        changed: list[object] = [[*holder, value], [], [*holder, odd], put(holder, (last,), odd)]
    else:
        others = {name: other for name, other in holder.items() if name != last}
        changed = [others, {**others, key: value}, {**holder, key: odd}, {**holder, last: odd}]
    return put(document, at[:-1], draw(st.sampled_from(changed)))
