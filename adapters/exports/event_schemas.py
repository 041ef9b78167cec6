"""The JSON Schemas of what an event's `dataref` gives: one for each kind, at the address that `dataschema` names."""

from collections.abc import Mapping
from typing import Any, Final

from adapters.exports.cloud_event import schema_path
from hub.life.news import NewsKind
from hub.life.states import State

WHAT_HAPPENED: Final = {
    NewsKind.BEGUN: "Een betalingsregeling is ingegaan.",
    NewsKind.CHANGED: "Een betalingsregeling is gewijzigd: vorderingen, termijnen of pauze; of een wens is voorbij.",
    NewsKind.OVER: "Een betalingsregeling is beëindigd: alles is betaald, of zij is ingetrokken of gestopt.",
    NewsKind.MISSED: "Een termijn is niet op tijd binnen.",
    NewsKind.PERSON_ASKED: "Een medewerker moet iets beslissen: geen regel mag het.",
}

NOTE: Final = (
    "De gebeurtenis zelf bevat geen data (informatie-arm). Haar `id` is willekeurig, en blijft dezelfde bij opnieuw "
    "sturen. Dit is wat haar `dataref` geeft aan wie het zien mag."
)


def schemas(public_url: str) -> Mapping[str, Mapping[str, Any]]:
    """Give every schema by its path."""
    return {schema_path(kind): _schema(public_url + schema_path(kind), says) for kind, says in WHAT_HAPPENED.items()}


def _schema(address: str, says: str) -> Mapping[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": says,
        "description": NOTE,
        "type": "object",
        "properties": {
            "person": {"type": "string", "description": "De persoon, zoals uw client hem kent (`person: {ref}`)."},
            "arrangement": {"type": "string", "description": "De regeling, zoals zij in onze berichten aan u heet."},
            "state": {"enum": [state.value for state in State], "description": "Hoe zij er nu voor staat."},
            "reform": {"type": "string", "description": "Alleen in een demo: de beleidswijziging die zij nodig heeft."},
        },
        "required": ["person", "arrangement", "state"],
        "additionalProperties": False,
    }
