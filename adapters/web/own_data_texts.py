"""What a person reads beside their own data: how long each kind is kept, and whom to ask. Dutch first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long a kind is kept, in words; `rule` names the value of the rule book that says how many."""

    nl: str
    en: str
    rule: str | None = None

    def told(self, kind: str, values: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """Say it, with the number as it stands today."""
        number = values[self.rule] if self.rule else {"value": None, "unit": None}
        return {"kind": kind, "nl": self.nl, "en": self.en, "rule": self.rule, **number}


_CONSENT: Final = Kept(
    nl="Zolang u bij ons bekend bent: zo kunt u altijd nagaan wat u toestond.",
    en="For as long as we know you: so you can always look up what you allowed.",
)
_OF_ARRANGEMENT: Final = Kept(
    nl="Zolang de regeling loopt, en daarna zolang een betaling kan worden teruggedraaid.",
    en="As long as the arrangement runs, and after that for as long as a payment can be taken back.",
    rule="harmonised.kept_months",
)
_UNTIL_OBJECTION: Final = Kept(
    nl="Tot u er niets meer tegen kunt doen: tot na de termijn voor bezwaar.",
    en="Until nothing can be done against it any more: until after the term for objection.",
)

KEPT: Final[Mapping[str, Kept]] = {
    "person": Kept(
        nl="Uw nummer en uw sleutel: tot u zich laat wissen. Dan kan niemand meer lezen wat hiermee versleuteld is.",
        en="Your number and your key: until you have yourself erased. Then nobody can read what it sealed any more.",
    ),
    "consents": _CONSENT,
    "mandates": _CONSENT,
    "consentRequests": _CONSENT,
    "proposals": Kept(
        nl="Een voorstel dat u niet aanneemt, geldt zo veel dagen. Daarna laten wij het niemand meer zien. "
        "Neemt u het aan? Dan bewaren wij het zo lang als uw regeling.",
        en="A proposal that you do not accept counts for so many days. After that we show it to nobody. "
        "Do you accept it? Then we keep it as long as your arrangement.",
        rule="harmonised.proposal_days",
    ),
    "commands": Kept(
        nl="Dat u iets vroeg en wat ervan kwam: zodat een vraag die twee keer komt, één keer telt.",
        en="That you asked for something and what came of it: so that a request that comes twice counts once.",
    ),
    "arrangements": _OF_ARRANGEMENT,
    "paymentNames": _OF_ARRANGEMENT,
    "reviews": _UNTIL_OBJECTION,
    "reviewQueues": _UNTIL_OBJECTION,
    "disputes": _UNTIL_OBJECTION,
    "waiting": Kept(nl="Tot het gedaan is.", en="Until it is done."),
    "agenciesTold": _OF_ARRANGEMENT,
    "deliveries": _OF_ARRANGEMENT,
    "answers": Kept(
        nl="Staan in uw voorstellen, en gaan daarmee weg. Wat zij bij een overzicht antwoorden, bewaren wij niet.",
        en="Stand in your proposals, and go with them. What an organization answers for an overview we do not keep.",
    ),
    "log": Kept(
        nl="Voor altijd, zonder bedragen en zonder uw naam of nummer: anders kon iemand een regel laten verdwijnen.",
        en="For ever, without amounts, your name or your number: otherwise somebody could make a line disappear.",
    ),
}
"""By kind, as it stands in the answer."""

RULES: Final = tuple(sorted({kept.rule for kept in KEPT.values() if kept.rule}))
"""Values of the rule book that stand in them."""

ASK: Final[Mapping[str, str]] = {
    "nl": "Klopt er iets niet? Vraag de organisatie die het stelt, of wie voor deze dienst verantwoordelijk is."
    " Komt u er samen niet uit, dan kunt u een klacht indienen bij de Autoriteit Persoonsgegevens.",
    "en": "Is something wrong? Ask the organization that states it, or who answers for this service. If that does not"
    " help, you can complain to the Dutch Data Protection Authority (Autoriteit Persoonsgegevens).",
}
