"""Every code by which the contract and the exports say why: its sentences, its articles, and what to do about it.

The sentences are read from the catalogues; `reason_codes.toml` says what a code means that has none there.

`python tests/api/reason_codes.py` writes the page.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from api import error_codes
from api.error_codes import place
from api.reason_articles import articles
from sources import ROOT

from adapters.agencies.breaker import OPEN_FOR_S
from adapters.agencies.reasons import ErrandReason, Reason
from adapters.portal.client import SourceStatus
from adapters.portal.sources import AWAY
from adapters.portal.texts import Texts
from adapters.web.reasons import REASONS
from consent.verdict import Ground
from hub.actions.errand_order import WAITS
from hub.arrange import explain
from schema.messages import MESSAGES

PAGE: Final = ROOT / "docs" / "reasons.md"
TABLE: Final = Path(__file__).parent / "reason_codes.toml"

ERRANDS: Final = (WAITS, "source.not_configured", *(each.value for each in ErrandReason))

PARTS: Final = {
    "arrange": "What an arrangement rests on",
    "means": "What a household can miss",
    "interest": "Interest",
    "advise": "Advice",
    "compare": "The variants side by side",
    "life": "The life of an arrangement",
    "review": "People who look",
}
"""A file of sentences → its heading."""

HEAD: Final = """# Reason codes

Made from the code by `python tests/api/reason_codes.py`; a code that is given and does not stand here fails
`make check` (`tests/house/test_reason_codes.py`). A code is stable for ever; its sentences may be bettered. Each has
a place of its own: `reasons.md#CODE`. What is wrong with a request is no reason but [an error](errors.md).

| You read | Look |
| --- | --- |
| `sources[].reason` of an answer, of own data, of the log | [here](#no-full-answer-of-an-agency), or one below |
| `ground` of an access; `sources[].reason` where it is `WITHHELD` | [here](#not-to-be-seen) |
| `reason` of what an agency was asked or told, of `hub work list` | [here](#not-done-by-an-agency), or one above |
| `reasons`, `conditions`, `blockedBy`: with article and values | [here](#sentences) |
| why an event was not taken | [events](events.md#what-happens-if-it-is-not-taken) |
| why a line of a bank statement was not booked | [payments](payments.md#reading-a-statement) |
| what is wrong with an export | [verifying](verifying.md#what-is-checked) |
| what is wrong with an agency's own service | [conforming](conforming.md) |

"""

SENTENCES: Final = """
Words in braces are the values that come beside (`values`). The articles are those under which a code was given: in the
worked cases, to the people of the demo, and where code and rule stand in one line. Which one holds for an answer, since
when, and how sure we are of it, stands in that answer. A dash: none was found there, as with what is only counted.

Most of these ask nothing of a program: show the sentence. What a person has to look at comes as `NeedsHuman`, what the
rules forbid as `Refusal`, what keeps a proposal from being accepted in `blockedBy`: [a way on](reviews.md).
"""


def table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Read what people wrote about codes without a sentence."""
    rows: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return rows


def codes() -> frozenset[str]:
    """Every code that has a place on the page."""
    sentences = explain.sentences("en")["reasons"]
    return frozenset((*(each.value for each in (*Reason, *Ground)), *table()["access"], *ERRANDS, *sentences))


def page() -> str:
    """Write the page."""
    told = "".join(f"\n### {title}\n\n{_sentences(part)}" for part, title in PARTS.items())
    return (
        f"{HEAD}## No full answer of an agency\n\n{_of_sources()}"
        f"\n## Not to be seen\n\n{_of_access()}"
        f"\n## Not done by an agency\n\n{_of_errands()}"
        f"\n## Sentences\n{SENTENCES}{told}"
    )


def _of_sources() -> str:
    written = table()["source"]
    nl, en = (Texts.read(language) for language in ("nl", "en"))
    rows = (
        (
            place(each),
            f"`{each.status.name}`",
            written[each]["wrong"],
            _both(nl(_shown(each)), en(_shown(each))),
            written[each]["do"].replace("{pause}", f"{OPEN_FOR_S:.0f}"),
        )
        for each in Reason
    )
    return _table(("Code", "Status", "What is wrong", "What a person reads", "What to do"), rows)


def _shown(reason: Reason) -> str:
    return f"sources.{AWAY[SourceStatus[reason.status.name]]}"


def _of_access() -> str:
    written = table()["access"]
    rows = []
    for code in sorted({*Ground, *written}):
        if said := written.get(code):
            rows.append((place(code), _both(said["nl"], said["en"]), said["do"]))
        else:
            told = MESSAGES.get(code) or REASONS[code]
            rows.append((place(code), _both(told["nl"], told["en"]), error_codes.row(code)[1]))
    return _table(("Code", "Sentence", "What to do"), rows)


def _of_errands() -> str:
    written = table()["errand"]
    rows = ((place(each), written[each]["wrong"], written[each]["do"]) for each in sorted(ERRANDS))
    return _table(("Code", "What is wrong", "What to do"), rows)


def _sentences(part: str) -> str:
    nl, en = (_catalogue(part, language) for language in ("nl", "en"))
    rows = ((place(code), _both(nl[code], en[code]), "<br>".join(articles().get(code, ("–",)))) for code in sorted(en))
    return _table(("Code", "Sentence", "Article"), rows)


def _catalogue(part: str, language: explain.Language) -> Mapping[str, str]:
    text = (ROOT / "hub" / "arrange" / "texts" / f"{part}.{language}.toml").read_text(encoding="utf-8")
    told: Mapping[str, str] = tomllib.loads(text)["reasons"]
    return told


def _both(nl: str, en: str) -> str:
    return f"{nl}<br>*{en}*"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines: Iterator[Iterable[str]] = iter((heads, ["---"] * len(heads), *rows))
    return "".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
