"""The one catalogue of problem codes, with what they mean for a person, in two languages."""

from typing import Final

from hub.actions.once import OnceProblem
from hub.actions.show_receipt import ReceiptProblem as ReceiptFault
from hub.arrange.explain import Language
from schema.arrangement_messages import ARRANGEMENT_MESSAGES
from schema.review_messages import REVIEW_MESSAGES

MESSAGES: Final[dict[str, dict[Language, str]]] = {
    "person.not_named": {
        "nl": "Zeg om wie het gaat.",
        "en": "Say whom this is about.",
    },
    "person.unknown": {
        "nl": "Wij kennen deze persoon niet, of u mag er niet naar vragen.",
        "en": "We do not know this person, or you may not ask about them.",
    },
    "person.asked_too_often": {
        "nl": "Er is in een minuut te vaak naar deze persoon gevraagd. Probeer het over een minuut opnieuw.",
        "en": "This person was asked about too often within a minute. Try again in a minute.",
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
    "consent.lapsed": {
        "nl": "U heeft deze toestemming zes maanden niet gebruikt. Geef haar opnieuw.",
        "en": "This consent was not used for six months. Give it again.",
    },
    "consent.outdated": {
        "nl": "Waarvoor u toestemming gaf, is veranderd. Lees het opnieuw en geef opnieuw toestemming.",
        "en": "What the consent was for has changed. Read it again and give it again.",
    },
    "consent.used_up": {
        "nl": "Deze toestemming was voor één keer. Geef haar opnieuw.",
        "en": "This consent was for one time. Give it again.",
    },
    "consent.no_mandate": {
        "nl": "U heeft geen machtiging om dit voor deze persoon te doen.",
        "en": "You have no mandate to do this for this person.",
    },
    "consent.under_guardianship": {
        "nl": "Een rechter heeft iemand aangewezen die dit voor u doet.",
        "en": "A court appointed somebody who does this for the person.",
    },
    "consent.role_has_no_basis": {
        "nl": "Uw organisatie mag dit niet.",
        "en": "Your organization may not do this.",
    },
    "consent.purpose_not_registered": {
        "nl": "Uw organisatie is niet geregistreerd voor dit doel.",
        "en": "Your organization is not registered for this purpose.",
    },
    "needs.legal_basis": {
        "nl": "Een wet houdt deze gegevens geheim voor andere organisaties. Toestemming verandert dat niet.",
        "en": "A law keeps this data secret from other organizations. Consent does not change that.",
    },
    "consent.not_by_consent": {
        "nl": "Hiervoor kunt u geen toestemming geven, of is die niet nodig.",
        "en": "Consent cannot be given for this, or is not needed for it.",
    },
    "consent.category_not_needed": {
        "nl": "Deze gegevens zijn niet nodig voor dit doel.",
        "en": "This kind of data is not needed for this purpose.",
    },
    "consent.notice_outdated": {
        "nl": "De tekst die u las, is veranderd. Lees de nieuwe tekst eerst.",
        "en": "The text that was read has changed. Show the new text first.",
    },
    "consent.nothing_to_narrow": {
        "nl": "Zeg wat er overblijft: welke gegevens, of tot wanneer.",
        "en": "Say what is left: which kinds of data, or until when.",
    },
    "consent.narrowed_to_nothing": {
        "nl": "Zo blijft er niets over. Trek de toestemming in als u wilt stoppen.",
        "en": "Nothing would be left. Withdraw the consent to stop.",
    },
    "consent.would_widen": {
        "nl": "Zo wordt de toestemming langer. Geef daarvoor opnieuw toestemming.",
        "en": "That would make the consent last longer. Give a new one for that.",
    },
    "grant.withdrawn": {
        "nl": "Deze toestemming is al ingetrokken.",
        "en": "This consent was withdrawn already.",
    },
    "consent_request.unknown": {
        "nl": "Deze vraag om toestemming bestaat niet, of is niet aan u.",
        "en": "There is no such request for consent, or it is not for you.",
    },
    "consent_request.closed": {
        "nl": "Deze vraag om toestemming is al beantwoord of verlopen.",
        "en": "This request for consent was answered already, or its time is over.",
    },
    "consent_request.more_than_asked": {
        "nl": "Dit is meer dan er gevraagd is.",
        "en": "That is more than was asked for.",
    },
    "consent_request.too_many": {
        "nl": "Er staan al vragen van u open bij deze persoon. Wacht op antwoord.",
        "en": "There are open requests to this person already. Wait for an answer.",
    },
    "mandate.incomplete": {
        "nl": "Vul alles in: organisaties, doelen, wat iemand mag doen, en het bewijs.",
        "en": "Say all of it: agencies, purposes, what may be done, and the evidence.",
    },
    "mandate.may_not_record": {
        "nl": "Alleen een geregistreerde hulpverlener kan een machtiging op papier vastleggen.",
        "en": "Only a registered helper can record a mandate on paper.",
    },
    "mandate.evidence_does_not_fit": {
        "nl": "Dit bewijs past niet bij deze machtiging.",
        "en": "This evidence does not fit this mandate.",
    },
    "mandate.signed_in_future": {
        "nl": "De datum op het bewijs ligt in de toekomst.",
        "en": "The date on the evidence lies in the future.",
    },
    "mandate.none_named": {
        "nl": "Noem ten minste één machtiging.",
        "en": "Name at least one mandate.",
    },
    "mandate.unknown": {
        "nl": "Deze machtiging bestaat niet, of is niet van u.",
        "en": "This mandate does not exist, or is not yours.",
    },
    "mandate.by_court": {
        "nl": "Een rechter heeft dit bepaald. Alleen een rechter kan het stoppen.",
        "en": "A court decided this. Only a court can end it.",
    },
    "case.missing": {
        "nl": "Zeg waarom u kijkt en in welke zaak.",
        "en": "Say why you look, and in which case.",
    },
    "case_number.malformed": {
        "nl": "Dit is geen zaaknummer. Gebruik nooit het nummer van een persoon.",
        "en": "That is no case number. Never use a person's number.",
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
    "representative.malformed": {
        "nl": "Wie u helpt, is een organisatie met een OIN van twintig cijfers.",
        "en": "Whoever helps is an organization with an OIN of twenty digits.",
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
    "lump_sum.not_positive": {
        "nl": "Vul een bedrag in van meer dan € 0.",
        "en": "Ask with an amount of more than €0.",
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
    "log.too_long": {
        "nl": "In die tijd staat te veel in het logboek. Vraag een kortere tijd op.",
        "en": "Too much stands in the log of that time. Ask for a shorter time.",
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
        "nl": "Het voorstel is verlopen en vernietigd. Vraag een nieuw, met een nieuwe sleutel.",
        "en": "The proposal has expired and was destroyed. Ask for a new one, with a new key.",
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
    **ARRANGEMENT_MESSAGES,
    **REVIEW_MESSAGES,
}
"""By code: the sentence in Dutch and in English."""
