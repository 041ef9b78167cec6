"""What the problems of an arrangement's life mean for a person, in two languages."""

from typing import Final

from hub.arrange.explain import Language
from hub.life.problem import LifeProblem

CHANGED: Final = "proposal.changed"
"""The code where the agencies state something else than a proposal counts on."""

ARRANGEMENT_MESSAGES: Final[dict[str, dict[Language, str]]] = {
    CHANGED: {
        "nl": "Er is iets veranderd sinds dit voorstel. Vraag een nieuw voorstel.",
        "en": "Something has changed since this proposal was made. Ask for a new one.",
    },
    "arrangement.changed_meanwhile": {
        "nl": "Er is tegelijk iets anders met de regeling gebeurd. Kijk opnieuw en probeer het dan nog eens.",
        "en": "Something else happened to the arrangement at the same time. Look again, then try again.",
    },
    "consent.no_arrangement": {
        "nl": "Uw organisatie voert voor deze persoon geen regeling uit, en doet aan geen mee.",
        "en": "Your organization carries out no arrangement of this person, and takes part in none.",
    },
    "restatement.negative": {
        "nl": "Een bedrag dat openstaat is nooit lager dan nul.",
        "en": "An amount that is open is never below zero.",
    },
    "consent.arrangement_runs": {
        "nl": "U hebt een betalingsregeling die nog loopt. Zolang die loopt, kunnen uw gegevens niet worden gewist.",
        "en": "You have an arrangement that still runs. As long as it does, your data cannot be erased.",
    },
    "change.unknown_claim": {
        "nl": "Een schuld die erbij moet, staat niet in het overzicht.",
        "en": "A claim that is to join is not in the overview.",
    },
    LifeProblem.CHANGE_ASKED_ALREADY.value: {
        "nl": "U hebt al om een wijziging gevraagd. Eerst moet daarop een antwoord zijn.",
        "en": "A change was asked for already. It has to be answered first.",
    },
    LifeProblem.CHANGE_NOTHING.value: {
        "nl": "Dit voorstel is wat nu al is afgesproken.",
        "en": "This proposal is what is agreed on already.",
    },
    LifeProblem.CHANGE_OTHER_SCHEME.value: {
        "nl": "Voor dit voorstel gelden andere regels dan voor uw regeling. Vraag een medewerker om ernaar te kijken.",
        "en": "Other rules hold for this proposal than for the arrangement. Ask for a person to look at it.",
    },
    LifeProblem.CHANGE_LEAVES_OUT.value: {
        "nl": "In dit voorstel ontbreekt iets van wat u in de regeling nog moet betalen.",
        "en": "This proposal leaves out something that is still to be paid in the arrangement.",
    },
    LifeProblem.CHANGE_BEYOND_LIMITATION.value: {
        "nl": "Dit voorstel duurt te lang: een schuld zou verjaren voor zij betaald is.",
        "en": "This proposal lasts too long: a claim would lapse before it is paid.",
    },
    LifeProblem.NOT_LAW.value: {
        "nl": "Deze regeling staat niet in de wet. U kunt haar bekijken, maar niet aanvaarden.",
        "en": "This scheme is not the law. It can be looked at, but not accepted.",
    },
    LifeProblem.NOT_ACCEPTABLE.value: {
        "nl": "Dit voorstel kunt u zo niet aanvaarden. Bij het voorstel staat waarom.",
        "en": "This proposal cannot be accepted as it stands. The proposal says why.",
    },
    LifeProblem.PROPOSAL_UNKNOWN.value: {
        "nl": "Dit voorstel bestaat niet, of is niet van u.",
        "en": "There is no such proposal, or it is not yours.",
    },
    LifeProblem.OPEN_ALREADY.value: {
        "nl": "U hebt al een regeling. Eerst moet die klaar of gestopt zijn.",
        "en": "There is an arrangement already. It has to be completed or ended first.",
    },
    LifeProblem.UNKNOWN.value: {
        "nl": "Deze regeling bestaat niet, of u kunt dit er niet mee doen.",
        "en": "There is no such arrangement, or you cannot do this to it.",
    },
    LifeProblem.ACCOUNT_INVALID.value: {
        "nl": "Dit rekeningnummer kan niet bestaan. Kijk het na.",
        "en": "There can be no such account number. Check it.",
    },
    LifeProblem.ACCOUNT_MISSING.value: {
        "nl": "Voor een automatische incasso is een rekening nodig: nummer en naam.",
        "en": "Direct debit needs an account: its number and its name.",
    },
    LifeProblem.MANDATE_MISSING.value: {
        "nl": "Voor een automatische incasso is een machtiging nodig.",
        "en": "Direct debit needs a mandate.",
    },
    LifeProblem.MANDATE_NOT_NEEDED.value: {
        "nl": "Als u zelf overmaakt, is er geen machtiging nodig. Laat haar weg.",
        "en": "A transfer needs no mandate. Leave it out.",
    },
    LifeProblem.MANDATE_IN_FUTURE.value: {
        "nl": "De machtiging is getekend op een dag die nog moet komen.",
        "en": "The mandate was signed on a day that is still to come.",
    },
    LifeProblem.OFFER_UNKNOWN.value: {
        "nl": "Er zijn geen andere voorwaarden waarop u kunt antwoorden.",
        "en": "There are no other terms to agree to.",
    },
    LifeProblem.OFFER_EXPIRED.value: {
        "nl": "De tijd om met de andere voorwaarden akkoord te gaan is voorbij.",
        "en": "The time to agree to the other terms is over.",
    },
    LifeProblem.IMPOSSIBLE.value: {
        "nl": "Dat kan nu niet: zo staat de regeling er niet voor.",
        "en": "That is not possible now: the arrangement does not stand there.",
    },
    LifeProblem.NOT_RUNNING.value: {
        "nl": "Dat kan alleen bij een regeling die loopt en waarin nog iets te betalen is.",
        "en": "That is for an arrangement that runs and in which something is still to be paid.",
    },
    LifeProblem.PAYMENT_NOT_POSITIVE.value: {
        "nl": "Een betaling is hoger dan nul.",
        "en": "A payment is above zero.",
    },
    LifeProblem.PAYMENT_WITHOUT_REFERENCE.value: {
        "nl": "Geef de betaling een kenmerk.",
        "en": "Give the payment a reference.",
    },
    LifeProblem.PAYMENT_REFERENCE_REUSED.value: {
        "nl": "Dit kenmerk is al gebruikt voor een andere betaling.",
        "en": "This reference was used for another payment.",
    },
    LifeProblem.PAYMENT_IN_FUTURE.value: {
        "nl": "Deze betaling ligt in de toekomst.",
        "en": "This payment lies in the future.",
    },
    LifeProblem.PAYMENT_BEFORE_START.value: {
        "nl": "Deze betaling is van voor het begin van de regeling.",
        "en": "This payment is from before the arrangement began.",
    },
    LifeProblem.PAYMENT_UNKNOWN.value: {
        "nl": "Er is geen betaling met dit kenmerk.",
        "en": "There is no payment with this reference.",
    },
    LifeProblem.PAYMENT_REVERSED_BEFORE.value: {
        "nl": "Deze betaling is al teruggeboekt.",
        "en": "This payment was taken back already.",
    },
    LifeProblem.CLAIM_NOT_IN_IT.value: {
        "nl": "Zo'n schuld zit niet in deze regeling.",
        "en": "There is no such claim in this arrangement.",
    },
    LifeProblem.LINK_NOT_OFFERED.value: {
        "nl": "Deze organisatie biedt geen betaallink. U kunt het bedrag zelf overmaken.",
        "en": "This agency offers no payment link. The amount can be transferred.",
    },
    LifeProblem.TERM_NOT_UNPAID.value: {
        "nl": "Op die dag staat geen termijn open. Kijk welke termijnen nog betaald moeten worden.",
        "en": "No instalment of that day is unpaid. See which ones are still to be paid.",
    },
    LifeProblem.PAUSE_NOT_REGULATED.value: {
        "nl": "Voor deze regeling is geen pauze geregeld. Vraag een medewerker.",
        "en": "The rules of this arrangement know no pause. Ask a worker of the agency.",
    },
    LifeProblem.PAUSE_ASKED_ALREADY.value: {
        "nl": "Er is al om een pauze gevraagd. De organisatie moet nog beslissen.",
        "en": "A pause was asked for already. The agency still has to decide.",
    },
    LifeProblem.PAUSE_HAD_BEFORE.value: {
        "nl": "Er is al een pauze geweest. Over nog een beslist een medewerker.",
        "en": "There was a pause before. A worker of the agency decides about another one.",
    },
    LifeProblem.PAUSE_BEYOND_LIMITATION.value: {
        "nl": "Met een pauze zou een schuld verjaren voordat zij betaald is. Een medewerker beslist.",
        "en": "With a pause a claim would be barred by time before it is paid. A worker of the agency decides.",
    },
    LifeProblem.END_WITHOUT_REASON.value: {
        "nl": "Alleen een medewerker beëindigt een regeling, en zegt waarom.",
        "en": "Only a worker ends an arrangement, and says why.",
    },
    LifeProblem.END_NO_SUCH_GROUND.value: {
        "nl": "De regels kennen deze grond niet.",
        "en": "The rules know no such ground.",
    },
    LifeProblem.END_TOO_EARLY.value: {
        "nl": "Dat is te vroeg: er is nog tijd om alsnog te betalen.",
        "en": "That is too early: there is still time to pay.",
    },
}
"""By code: the sentence in Dutch and in English. `proposal.expired` has one that serves two commands."""
