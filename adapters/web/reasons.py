"""Why access is refused, in words that an enforcement point can show to whoever it refuses."""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "access.unknown": {
        "nl": "Wij kennen deze vraag, organisatie of persoon niet.",
        "en": "We do not know this question, organization or person.",
    },
    "consent.missing": {
        "nl": "Er is geen toestemming voor deze gegevens.",
        "en": "There is no consent for this data.",
    },
    "consent.no_mandate": {
        "nl": "Er is geen machtiging om deze gegevens te zien.",
        "en": "There is no mandate to see this data.",
    },
    "consent.no_arrangement": {
        "nl": "Er loopt geen betalingsregeling waar dit voor nodig is.",
        "en": "There is no running arrangement that needs this.",
    },
    "needs.legal_basis": {
        "nl": "Een wet houdt deze gegevens geheim voor andere organisaties. Toestemming verandert dat niet.",
        "en": "A law keeps this data secret from other organizations. Consent does not change that.",
    },
    "consent.no_activity": {
        "nl": "Er is geen verwerkingsactiviteit waar dit onder valt.",
        "en": "No processing activity covers this.",
    },
    "consent.purpose_not_registered": {
        "nl": "Deze organisatie is niet geregistreerd voor dit doel.",
        "en": "This organization is not registered for this purpose.",
    },
    "consent.role_has_no_basis": {
        "nl": "Deze organisatie mag dit niet.",
        "en": "This organization may not do this.",
    },
    "consent.not_their_own": {
        "nl": "Alleen de persoon zelf mag dit zien.",
        "en": "Only the person concerned may see this.",
    },
    "consent.undecided": {
        "nl": "Wij kunnen dit nu niet beslissen. Daarom is het antwoord nee.",
        "en": "We cannot decide this now. So the answer is no.",
    },
}
"""By the code of a refusal; every code that can be answered stands here."""
