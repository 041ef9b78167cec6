"""What problems about reviews and disputes mean for a person, in two languages."""

from typing import Final

from hub.arrange.explain import Language
from hub.review.problem import DisputeProblem, ReviewProblem

REVIEW_MESSAGES: Final[dict[str, dict[Language, str]]] = {
    ReviewProblem.UNKNOWN.value: {
        "nl": "Zo'n verzoek is er niet, of u kunt dit er niet mee doen.",
        "en": "There is no such review, or you cannot do this to it.",
    },
    ReviewProblem.NO_AGENCY.value: {
        "nl": "Wij weten niet welke organisatie hierover beslist.",
        "en": "We do not know which agency decides about this.",
    },
    ReviewProblem.PROPOSAL_POSSIBLE.value: {
        "nl": "Vandaag komt er een voorstel uit. Bewaar het, en vraag dan om ernaar te kijken.",
        "en": "Today a proposal comes out. Keep it, and ask to have that looked at.",
    },
    ReviewProblem.TOO_MANY.value: {
        "nl": "Er lopen al veel verzoeken van u. Wacht tot er over een is beslist, of trek er een in.",
        "en": "Many of your requests wait already. Wait until one is decided, or take one back.",
    },
    ReviewProblem.NO_WORDS.value: {
        "nl": "Schrijf op wat er bekeken moet worden.",
        "en": "Write down what is to be looked at.",
    },
    ReviewProblem.TELLS_TOO_MUCH.value: {
        "nl": "In deze tekst staat een nummer van iemand of van een rekening, of iets onleesbaars. Laat dat weg.",
        "en": "There is a number of a person or an account in this text, or something unreadable. Write it without.",
    },
    ReviewProblem.OVER.value: {
        "nl": "Over dit verzoek is al beslist, of het is ingetrokken.",
        "en": "This review was decided already, or taken back.",
    },
    ReviewProblem.NOBODY_APPLIED.value: {
        "nl": "Hierom heeft niemand gevraagd. Er loopt geen termijn, en er is niets om in te trekken.",
        "en": "Nobody applied for this. No term runs, and there is nothing to take back.",
    },
    ReviewProblem.NO_REASON.value: {
        "nl": "Schrijf op waarom u zo beslist. De persoon leest het.",
        "en": "Write down why you decide so. The person reads it.",
    },
    ReviewProblem.NO_ARTICLE.value: {
        "nl": "Noem het artikel waarop de beslissing rust, kort en zonder nummer van iemand.",
        "en": "Name the article on which the decision rests, in short and without a number of anybody.",
    },
    ReviewProblem.DOES_NOT_FIT.value: {
        "nl": "Zo kan over dit verzoek niet worden beslist.",
        "en": "This review cannot be decided like that.",
    },
    ReviewProblem.END_FIRST.value: {
        "nl": "Beëindig eerst de regeling zelf, met de grond die de regels noemen.",
        "en": "End the arrangement itself first, on a ground that the rules name.",
    },
    ReviewProblem.TOO_MUCH_SAID.value: {
        "nl": "Er is in dit verzoek al zoveel gezegd. Neem contact op.",
        "en": "So much was said in this review already. Get in touch.",
    },
    ReviewProblem.CANNOT_KEEP_BACK.value: {
        "nl": "Alleen een organisatie houdt een tekst achter, en noemt kort het artikel dat dat voorschrijft.",
        "en": "Only an agency keeps a text back, and names in short the article that asks for it.",
    },
    DisputeProblem.UNKNOWN.value: {
        "nl": "Zo'n melding is er niet, of u kunt dit er niet mee doen.",
        "en": "There is no such dispute, or you cannot do this to it.",
    },
    DisputeProblem.CLAIM_UNKNOWN.value: {
        "nl": "Deze schuld zien wij niet bij u.",
        "en": "We see no such claim with you.",
    },
    DisputeProblem.DISPUTED_ALREADY.value: {
        "nl": "U hebt al gemeld dat deze schuld niet klopt. De organisatie moet nog antwoorden.",
        "en": "This claim is disputed already. The agency still has to answer.",
    },
    DisputeProblem.TOO_MANY.value: {
        "nl": "Er lopen al veel meldingen van u. Wacht tot er op een is geantwoord, of trek er een in.",
        "en": "Many of your disputes wait already. Wait until one is answered, or take one back.",
    },
    DisputeProblem.UNFIT_WORDS.value: {
        "nl": "Deze tekst kan niet: hij is leeg of te lang, of er staat een nummer van iemand of een rekening in.",
        "en": "This text cannot be taken: it is empty or too long, or holds a number of somebody or of an account.",
    },
    DisputeProblem.ANSWERED_ALREADY.value: {
        "nl": "Op deze melding is al geantwoord.",
        "en": "This dispute was answered already.",
    },
    DisputeProblem.WITHDRAWN.value: {
        "nl": "Deze melding is ingetrokken. U hoeft er niet op te antwoorden.",
        "en": "This dispute was taken back. It needs no answer.",
    },
    DisputeProblem.NEEDS_PERSON.value: {
        "nl": "Dat een melding niet klopt, zegt alleen een medewerker.",
        "en": "Only a worker says that a dispute is not right.",
    },
    "review.changed_meanwhile": {
        "nl": "Dit verzoek is intussen veranderd. Probeer het opnieuw.",
        "en": "This review was changed meanwhile. Try again.",
    },
}
"""By code: the sentence in Dutch and in English. Codes of proposals and arrangements have theirs elsewhere."""
