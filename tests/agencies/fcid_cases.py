"""FCID answers in the making: events, cases and documents with sensible contents; override what matters."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from adapters.agencies.fcid import profile, reader, translate
from adapters.agencies.fcid.document import Document
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.translate import Lexicon, Understood
from adapters.agencies.fcid.words import Part, Word
from consent.parties import AgencyCode, Oin
from hub.domain.claim import Claim, KindCode

Json = dict[str, object]

BSN = "999990342"
OTHER_BSN = "999991553"
INVALID_BSN = "999990343"
HERE = AgencyCode("hier")
ELSEWHERE = AgencyCode("daar")
OIN_HERE = Oin("00000099000000000001")
OIN_ELSEWHERE = Oin("00000099000000000002")
OIN_NOBODY = Oin("00000099000000000009")
TODAY = date(2026, 11, 23)
REFERENCE = "Z-1"

CURRENT = profile.load("fcid-4.1-assumed")
OLDER = profile.load("fcid-3.0-assumed")

LEXICON = Lexicon(
    agency=HERE,
    profile=CURRENT,
    words={
        "h_boete": Word(part=Part.PRINCIPAL, says="Boete", kind=KindCode("fine")),
        "h_verhoging": Word(part=Part.INCREASE, says="Verhoging"),
        "h_kosten": Word(part=Part.COSTS, says="Kosten"),
        "h_rente": Word(part=Part.INTEREST, says="Rente"),
    },
    owners={OIN_HERE: HERE, OIN_ELSEWHERE: ELSEWHERE},
)


def event(name: str, reference: str, at: str, **more: object) -> Json:
    """Something that happened; a bare date is midnight in winter."""
    moment = at if "T" in at else f"{at}T00:00:00+01:00"
    return {"gebeurtenis_type": name, "gebeurtenis_kenmerk": reference, "datumtijd_gebeurtenis": moment} | more


def imposed(reference: str, at: str, bedrag: object, **more: object) -> Json:
    defaults: Json = {"type": "h_boete", "primaire_verplichting": True, "opgelegd_door": OIN_HERE}
    return event("FinancieleVerplichtingOpgelegd", reference, at, bedrag=bedrag, **(defaults | more))


def added(reference: str, at: str, bedrag: object, **more: object) -> Json:
    defaults: Json = {"type": "h_kosten", "primaire_verplichting": False}
    return event("FinancieleVerplichtingOpgelegd", reference, at, bedrag=bedrag, **(defaults | more))


def demanded(reference: str, at: str, bedrag: object, **more: object) -> Json:
    defaults: Json = {"betalingskenmerk": "K1", "vervaldatum": "2026-04-26T23:59:59+02:00"}
    return event("BetalingsverplichtingOpgelegd", reference, at, bedrag=bedrag, **(defaults | more))


def withdrawn(reference: str, at: str, **more: object) -> Json:
    return event("BetalingsverplichtingIngetrokken", reference, at, **({"betalingskenmerk": "K1"} | more))


def paid(reference: str, at: str, bedrag: object, **more: object) -> Json:
    return event("BetalingVerwerkt", reference, at, bedrag=bedrag, **({"betalingskenmerk": "K1"} | more))


def remitted(reference: str, at: str, bedrag: int) -> Json:
    return event("FinancieleVerplichtingKwijtgescholden", reference, at, bedrag=bedrag)


def a_case(*events: Json, zaakkenmerk: object = REFERENCE, **more: object) -> Json:
    """One debt; without events, a fine of 100 euros that was demanded."""
    told = list(events) or [imposed("e1", "2026-03-01", 10000), demanded("e2", "2026-03-01", 10000)]
    return {"zaakkenmerk": zaakkenmerk, "gebeurtenissen": told} | more


def a_body(*cases: object, **more: object) -> Json:
    return {"financiele_zaken": list(cases)} | more


def an_answer(*cases: object, version: str = "4.1.0", **more: object) -> Json:
    return {
        "type": "FinancialClaimsInformationDocument",
        "version": version,
        "body": a_body(*cases, **({"bsn": BSN} | more)),
    }


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def read(value: object, spelled: Profile = CURRENT, *, strict: bool = False) -> Document:
    return reader.read(as_bytes(value), spelled, strict=strict)


def understand(
    *cases: object, as_of: date = TODAY, known_at: datetime | None = None, lexicon: Lexicon = LEXICON, **more: object
) -> Understood:
    """Read an answer with these cases and translate it."""
    document = read(a_body(*cases, **more), lexicon.profile)
    return translate.translate(document, lexicon, View(as_of=as_of, known_at=known_at))


def the_claim(*events: Json, as_of: date = TODAY, **more: object) -> Claim:
    """Give the only claim of a document with one case with these events."""
    claims = understand(a_case(*events, **more), as_of=as_of).claims
    assert len(claims) == 1
    return claims[0]


def details(claims: Sequence[Claim]) -> list[str]:
    """Give what the issues of these claims say."""
    return [issue.detail for claim in claims for issue in claim.issues]
