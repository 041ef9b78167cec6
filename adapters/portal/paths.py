"""Where each page is. English pages have the same address behind `/en`."""

from typing import Final

PATHS: Final = {
    "start": "/",
    "permission": "/toestemming",
    "overview": "/overzicht",
    "debt": "/schuld/{id}",
    "dispute": "/schuld/{id}/klopt-niet",
    "means": "/wat-kunt-u-betalen",
    "proposal": "/voorstel",
    "opt_in": "/voorstel/toch-meenemen/{id}",
    "compare": "/vergelijk",
    "agree": "/akkoord/{id}",
    "proposal_letter": "/akkoord/{id}/brief",
    "proposal_file": "/akkoord/{id}/{file}",
    "plans": "/mijn-regelingen",
    "plan": "/mijn-regelingen/{id}",
    "terms": "/mijn-regelingen/{id}/ander-aanbod",
    "change": "/mijn-regelingen/{id}/wijziging",
    "change_check": "/mijn-regelingen/{id}/wijziging/{proposal}",
    "pay": "/mijn-regelingen/{id}/betalen",
    "pause": "/mijn-regelingen/{id}/pauze",
    "stop": "/mijn-regelingen/{id}/stoppen",
    "letter": "/mijn-regelingen/{id}/brief",
    "plan_file": "/mijn-regelingen/{id}/{file}",
    "looked": "/wie-keek-er",
    "permissions": "/mijn-toestemmingen",
    "withdraw": "/mijn-toestemmingen/intrekken",
    "downloads": "/downloads",
    "consent_file": "/downloads/toestemming/{id}",
    "narrow": "/mijn-toestemmingen/korter",
    "request": "/mijn-toestemmingen/verzoek/{id}",
    "mandates": "/mijn-toestemmingen/wie-mag-voor-mij-handelen",
    "erase": "/vergeet-mij",
    "review": "/laat-een-mens-kijken",
    "dialogue": "/laat-een-mens-kijken/{id}",
    "help": "/hulp",
    "about": "/over",
    "acting": "/namens-iemand-anders",
    "console": "/demo-console",
    "work": "/medewerker",
    "work_client": "/medewerker/klant",
    "work_queue": "/medewerker/wachtrij",
    "work_review": "/medewerker/beoordeling/{id}",
    "work_dispute": "/medewerker/klopt-niet/{id}",
}

PREFIXES: Final = {"nl": "", "en": "/en"}


def to(page: str, language: str, **parts: str) -> str:
    """Give the address of a page in a language."""
    path = PATHS[page].format(**parts)
    return f"{PREFIXES[language]}{path}" if path != "/" or language == "nl" else PREFIXES[language]
