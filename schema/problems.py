"""Refusals and mistakes as typed problems: a code that is stable for ever, a sentence in two languages, and where."""

from typing import Annotated, Final

import strawberry

from hub.actions.give_consent import ConsentProblem as ConsentFault
from hub.actions.once import OnceProblem
from hub.actions.show_receipt import ReceiptProblem as ReceiptFault
from hub.arrange.explain import Language
from hub.errors import BadInput
from schema.context import Info
from schema.resolved import resolved
from schema.types.language import LanguageInput, chosen

MESSAGES: Final[dict[str, dict[Language, str]]] = {
    "person.not_named": {
        "nl": "Zeg om wie het gaat.",
        "en": "Say whom this is about.",
    },
    "person.unknown": {
        "nl": "Wij kennen deze persoon niet, of u mag er niet naar vragen.",
        "en": "We do not know this person, or you may not ask about them.",
    },
    "bsn.no_basis": {
        "nl": "U bent niet geregistreerd met een wettelijke grondslag om het BSN te gebruiken. Gebruik de verwijzing.",
        "en": "You are not registered with a legal basis for using the BSN. Use the reference instead.",
    },
    "bsn.invalid": {
        "nl": "Dit is geen geldig BSN.",
        "en": "This is not a valid BSN.",
    },
    "bsn.not_a_test_number": {
        "nl": "In deze omgeving werken alleen testnummers.",
        "en": "Only test numbers work in this environment.",
    },
    "consent.not_their_own": {
        "nl": "Alleen de persoon zelf kan dit doen.",
        "en": "Only the person concerned can do this.",
    },
    "consent.no_agency": {
        "nl": "Noem ten minste één organisatie.",
        "en": "Name at least one organization.",
    },
    "consent.no_purpose": {
        "nl": "Noem ten minste één doel.",
        "en": "Name at least one purpose.",
    },
    "consent.ends_before_it_begins": {
        "nl": "De einddatum moet in de toekomst liggen.",
        "en": "The end must lie in the future.",
    },
    "consent.too_long": {
        "nl": "Zo lang kunt u geen toestemming geven. Kies een eerdere einddatum.",
        "en": "Consent cannot be given for so long. Choose an earlier end.",
    },
    "consent.already_given": {
        "nl": "Deze toestemming is er al.",
        "en": "This consent has been given already.",
    },
    "agency.unknown": {
        "nl": "Deze organisatie doet niet mee.",
        "en": "This organization takes no part.",
    },
    "grant.none_named": {
        "nl": "Noem ten minste één toestemming.",
        "en": "Name at least one consent.",
    },
    "grant.unknown": {
        "nl": "Deze toestemming bestaat niet, of is niet van u.",
        "en": "This consent does not exist, or is not yours.",
    },
    "recipient.malformed": {
        "nl": "Een ontvanger is een OIN van twintig cijfers.",
        "en": "A recipient is an OIN of twenty digits.",
    },
    "scheme.unknown": {
        "nl": "Deze regeling bestaat niet. Vraag `schemes` op.",
        "en": "There is no such scheme. Ask for `schemes`.",
    },
    "payment_day.out_of_range": {
        "nl": "Kies een dag van de maand tussen 1 en 31.",
        "en": "Choose a day of the month between 1 and 31.",
    },
    "choice.months_or_amount": {
        "nl": "Kies een aantal maanden of een bedrag, niet allebei.",
        "en": "Choose a number of months or an amount, not both.",
    },
    "choice.not_positive": {
        "nl": "Kies een aantal maanden of een bedrag van minstens 1.",
        "en": "Choose a number of months, or an amount, of at least 1.",
    },
    "choice.no_such_day": {
        "nl": "Kies een dag van de maand tussen 1 en 31.",
        "en": "Choose a day of the month between 1 and 31.",
    },
    "choice.route_unknown": {
        "nl": "Deze regeling kent die manier van betalen niet. Kies een andere.",
        "en": "This scheme does not know that way of paying. Choose another one.",
    },
    "choice.follows_from_route": {
        "nl": "Bij deze manier van betalen volgen maanden en bedrag uit uw gegevens. Laat ze weg.",
        "en": "By this way of paying, months and amount follow from the facts. Leave them out.",
    },
    "means.negative": {
        "nl": "Een bedrag van uw huishouden is lager dan nul. Vul 0 in als er niets is.",
        "en": "An amount of the household is below zero. Send 0 where there is nothing.",
    },
    "means.no_partner": {
        "nl": "U geeft inkomen van een partner op, maar geen huishouden met een partner.",
        "en": "A partner's income was told, but no household with a partner.",
    },
    "opt_in.unknown_claim": {
        "nl": "Deze schuld kennen wij niet. Kies een van de schulden die u ziet.",
        "en": "There is no such claim. Name one of the claims shown.",
    },
    "opt_in.not_waiting": {
        "nl": "Deze schuld wacht niet op bezwaar of beroep. U hoeft er niets voor op te geven.",
        "en": "This claim does not wait for an objection or appeal. Nothing has to be given up for it.",
    },
    "opt_in.not_confirmed": {
        "nl": "Bevestig wat u opgeeft: noem het rechtsmiddel dat bij deze schuld staat.",
        "en": "Confirm what is given up: repeat the remedy that stands with the claim.",
    },
    ReceiptFault.SHREDDED.value: {
        "nl": "Dit bewijs is vernietigd, omdat het voorstel is verlopen. Niemand kan het nog lezen.",
        "en": "This receipt was destroyed because the proposal has expired. Nobody can read it any more.",
    },
    "asof.in_future": {
        "nl": "Wat u later schuldig bent, weten wij nog niet. Kies vandaag of een eerdere dag.",
        "en": "What you will owe later nobody knows yet. Choose today or an earlier day.",
    },
    "known_at.in_future": {
        "nl": "Wat later bekend wordt, weten wij nog niet. Kies een moment dat voorbij is.",
        "en": "What will be known later nobody knows yet. Choose a moment that has passed.",
    },
    OnceProblem.MISSING.value: {
        "nl": "Geef een sleutel mee, voor elke opdracht een nieuwe.",
        "en": "Send a key, a new one for every command.",
    },
    OnceProblem.REUSED.value: {
        "nl": "Deze sleutel is al gebruikt voor een andere opdracht. Stuur een nieuwe.",
        "en": "This key was used for another command before. Send a new one.",
    },
    OnceProblem.IN_PROGRESS.value: {
        "nl": "Deze opdracht wordt al uitgevoerd. Probeer het zo weer, met dezelfde sleutel.",
        "en": "This command is being carried out. Try again in a moment, with the same key.",
    },
    OnceProblem.EXPIRED.value: {
        "nl": "Het voorstel bij deze sleutel is verlopen en vernietigd. Vraag een nieuw, met een nieuwe sleutel.",
        "en": "The proposal under this key has expired and was destroyed. Ask for a new one, with a new key.",
    },
    "idempotency.invalid": {
        "nl": "Deze sleutel kan niet. Gebruik 1 tot 200 leesbare tekens.",
        "en": "That cannot be a key. Use 1 to 200 readable characters.",
    },
    "page.size": {
        "nl": "Vraag 0 tot 100 regels per bladzijde.",
        "en": "Ask for 0 to 100 items on a page.",
    },
    "page.unknown_cursor": {
        "nl": "Deze plaats in de lijst bestaat niet. Begin opnieuw, zonder cursor.",
        "en": "There is no such place in the list. Begin again without a cursor.",
    },
}
"""The one catalogue of problem codes, with what they mean for a person."""

_PLACES: Final = {
    "bsn.invalid": ("person", "bsn"),
    "bsn.not_a_test_number": ("person", "bsn"),
    "person.unknown": ("person",),
    "scheme.unknown": ("scheme",),
    "payment_day.out_of_range": ("paymentDay",),
    "choice.months_or_amount": ("choice",),
    "choice.not_positive": ("choice",),
    "choice.no_such_day": ("choice", "paymentDay"),
    "choice.route_unknown": ("choice", "route"),
    "choice.follows_from_route": ("choice", "route"),
    "means.negative": ("situation",),
    "means.no_partner": ("situation",),
    "opt_in.unknown_claim": ("choice", "optIns"),
    "opt_in.not_waiting": ("choice", "optIns"),
    "opt_in.not_confirmed": ("choice", "optIns"),
    "asof.in_future": ("asOf",),
    "known_at.in_future": ("knownAt",),
    "recipient.malformed": ("recipient",),
    "grant.unknown": ("grants",),
    "page.size": ("first",),
    "page.unknown_cursor": ("after",),
}
"""Where in the arguments a mistake stands, by its code."""


@strawberry.interface(description="Why something was not done: a refusal, or a mistake in what was sent.")
class Problem:
    """What every problem has."""

    code: str = strawberry.field(description="What is wrong, as `noun.fact`; stable for ever.")
    path: list[str] = strawberry.field(description="Where in the arguments; empty where no single place is to blame.")
    happened: strawberry.Private[str] = ""

    @resolved("The same for a person to read.")
    def message(self, info: Info, language: LanguageInput = strawberry.UNSET) -> str:
        """Say it in the wanted language; a code without a sentence is said in the fault's own words."""
        known = MESSAGES.get(self.code)
        return known[chosen(language, info.context)] if known else self.happened


@strawberry.type(
    description="The hub may not do this for you. Somebody else's and what does not exist give the same refusal."
)
class AccessRefused(Problem):
    """No access."""


@strawberry.type(description="What was sent cannot be used. Change it and try again.")
class InputProblem(Problem):
    """A mistake in the input."""

    @classmethod
    def from_fault(cls, fault: BadInput, *, under: tuple[str, ...] = ()) -> "InputProblem":
        """Show a fault that the sender can mend; `under` is the argument that holds the input."""
        place = _PLACES.get(fault.code)
        path = [*under, *place] if place else list(under)
        return cls(code=fault.code, path=path, happened=f"{fault.happened} {fault.todo}")


@strawberry.type(description="Something is wrong with the idempotency key. Nothing was done.")
class IdempotencyProblem(Problem):
    """A key that is missing, cannot be one, was used for something else, or is at work."""

    @classmethod
    def from_domain(cls, problem: OnceProblem) -> "IdempotencyProblem":
        """Show it at the key."""
        return cls(code=problem.value, path=["input", "idempotencyKey"])

    @classmethod
    def from_fault(cls, fault: BadInput) -> "IdempotencyProblem":
        """Show a key that the store refused."""
        return cls(code=fault.code, path=["input", "idempotencyKey"], happened=f"{fault.happened} {fault.todo}")


@strawberry.type(description="The consent cannot be given or withdrawn like this. Nothing was changed.")
class ConsentProblem(Problem):
    """A wish that cannot be."""

    @classmethod
    def from_domain(cls, problem: ConsentFault) -> "ConsentProblem":
        """Show it where it stands in the input."""
        return cls(code=problem.code, path=["input", *problem.path.split(".")])


@strawberry.type(description="There is no receipt to show any more.")
class ReceiptProblem(Problem):
    """A receipt that is gone."""


def of_command(fault: BadInput) -> IdempotencyProblem | InputProblem:
    """Show what is wrong with the input of a mutation: its key, or anything else."""
    if fault.code.startswith("idempotency."):
        return IdempotencyProblem.from_fault(fault)
    return InputProblem.from_fault(fault, under=("input",))


ProposeArrangementProblem = Annotated[
    IdempotencyProblem | InputProblem | AccessRefused,
    strawberry.union("ProposeArrangementProblem", description="Why no proposal was made."),
]

GiveConsentProblem = Annotated[
    IdempotencyProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union("GiveConsentProblem", description="Why no consent was given."),
]

WithdrawConsentProblem = Annotated[
    IdempotencyProblem | ConsentProblem | InputProblem | AccessRefused,
    strawberry.union("WithdrawConsentProblem", description="Why no consent was withdrawn."),
]
