"""Every code by which the hub says to somebody outside what is wrong; `error_codes.toml` says what to do about each.

The codes are read from the code itself: from its enumerations and its catalogue of problems, and from beside the
sentence where a fault is raised. What only an operator meets, while a hub starts, says itself what to do.

`python tests/api/error_codes.py` writes the page.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from sources import ROOT, syntax

from adapters.identity.refusal import TokenFault, TokenRefused
from adapters.web import answers
from adapters.web.own_data import CODES as OWN_DATA
from adapters.web.reasons import REASONS
from consent.verdict import Ground
from hub.actions.book_statement import LineProblem
from hub.actions.once import OnceProblem
from hub.actions.show_receipt import ReceiptProblem
from hub.life.problem import LifeProblem
from hub.review.problem import DisputeProblem, ReviewProblem
from schema.messages import MESSAGES

PAGE: Final = ROOT / "docs" / "errors.md"
TABLE: Final = Path(__file__).parent / "error_codes.toml"

FAULTS: Final = ("BadInput", "Unavailable", "NoJson", "tell", "graphql_error", "problem")
"""Who makes an error of a code and a sentence."""

OUTWARD: Final = (
    *sorted((ROOT / "schema").rglob("*.py")),
    *sorted((ROOT / "adapters" / "web").glob("*.py")),
    *sorted((ROOT / "hub").rglob("*.py")),
    *(ROOT / "adapters" / "identity" / f"{name}.py" for name in ("bsn", "directory", "envelope", "issuer_metadata")),
)

BARE: Final = (
    ROOT / "schema" / "errors.py",
    *(ROOT / "adapters" / "web" / f"{name}.py" for name in ("asked", "graphql", "sandbox", "strict_json")),
)
"""Where a code may stand away from its sentence: every text there that looks like a code is one."""

NO_CODES: Final = {"graphql.free", "graphql.introspect", "graphql.answered", "graphql.fault", "http.disconnect"}
"""Scopes, and names of lines in the operator's log."""

NOT_OUTWARD: Final = {
    "metrics": "a worker that finds no port for its numbers says so to an operator",
    "documents": "a hub with such documents does not start",
    "audit": "commands and reports about the log say it to an operator",
    "capacity": "only `hub compute` takes such a wish",
    "evaluation.malformed": "the decision point answers with a text, as AuthZEN says",
    "log.too_long": "the processing log's problem names each fault and has no code",
    "filter.malformed": "the processing log's problem names each fault and has no code",
    "receipt.unreadable": "only `hub replay` reads receipts",
    "receipt.register_lost": "a hub without the register of an older receipt tells its operator",
}
"""A code, or the first part of one → why nobody outside meets it."""

ENUMS: Final = (
    LifeProblem,
    ReviewProblem,
    DisputeProblem,
    OnceProblem,
    ReceiptProblem,
    LineProblem,
    Ground,
    TokenFault,
)
"""Codes that tests may name by their member."""

HTTP: Final = (400, 403, 404, 405, 409, 414, 431, 500, 503, 505)

HEAD: Final = """# Errors

Made from the code and from `tests/api/error_codes.toml` by `python tests/api/error_codes.py`. A code is stable for
ever; the sentence beside it may be bettered. A code without a row here, a row without an example, and a row whose test
does not name its code, fails `make check` (`tests/house/test_error_codes.py`).

| Where a code stands | What it is about |
| --- | --- |
| `errors[].extensions.code` of a GraphQL answer | the request, or us |
| `code` of a `Problem` in the data | what was wished |
| `code` of a problem (RFC 9457) | the same, at every other address |

Each code has a place of its own on this page: `errors.md#CODE`. No answer carries its address: a hub does not serve
this page, and the code says all that a program needs (so `type` of a problem is `about:blank`). The commands of an
operator have codes too: each says itself what to do, and stands on no page.

What an agency did not answer is no error but a status with a reason ([each of them](reasons.md)): `sources` of the
answer has both. How GraphQL statuses go with all this: [asking](asking.md#what-comes-back).

## How to read an example

Each is the shortest way to meet the code, and almost each is played by a test, which sees the code come out.

* A line of GraphQL is a field with **what matters of its arguments**: what else it must say (whose, which, a new key)
  is as it should be. Two lines are sent one after the other: the last one gives the code. `$id` is what the line before
  made; `$arrangement` and `$claim` are the person's own.
* A line that begins with `#` says who comes (nobody said: the person, with a token of theirs), what time has passed, or
  what happened before.
* A request is what goes over the wire, without what every client sends by itself (`Host`, the length of the body).
  Where there are headers alone, they come with any request: they are about who comes.
* Words in `<>` stand for what no page shows, or what is too long for one: `<token {"aud": "x"}>` is a good token with
  this changed, null leaves it out. No example holds a number of a person.
* *At* is the `path` of the problem: where in the input it is wrong. *Status* is that of HTTP.
* What cannot be played (two at the same moment, an agency of somebody else's) is said in words.

What it is about:

"""

GROUPS: Final[Mapping[str, str]] = {
    "The request": "accept argument body content_type date datetime deadline document extensions fragment http hub "
    "idempotency internal introspection limit list money operation page query rate request selection stream text "
    "variable variables vault",
    "Who comes": "certificate fsc issuer proof token",
    "Whom it is about": "bsn case case_number person",
    "Consent and mandates": "access consent consent_request grant mandate needs recipient representation "
    "representative",
    "Plans": "agency asof choice known_at lump_sum means opt_in payment_day proposal receipt scheme",
    "Arrangements": "account arrangement change claim debit_mandate end errand iban offer pause payment payment_link "
    "restatement",
    "Reviews and disputes": "dispute review",
    "One's own data, and the sandbox": "own_data sandbox",
}
"""A group of the page → the first parts of its codes."""

LANGUAGES: Final = ("graphql", "http")
"""Columns of the table that hold an example: the language of its block. `when` says the rest of it in words, or all."""

EXAMPLES: Final[Mapping[str, object]] = {
    "A document that may not hold what it holds": {
        "errors": [
            {
                "message": "A BSN must not stand in the document. Send it as a variable.",
                "locations": [{"line": 1, "column": 26}],
                "extensions": {"code": "bsn.literal"},
            }
        ]
    },
    "A wish that cannot be, in the data and in your language": {
        "data": {
            "preview": {
                "__typename": "InputProblem",
                "code": "scheme.unknown",
                "path": ["input", "scheme"],
                "message": "There is no such scheme. Ask for `schemes`.",
            }
        }
    },
    "Somebody who is not let in (401, with `WWW-Authenticate`)": {
        "errors": [
            {
                "message": "The token cannot be used. Send a token of a configured issuer.",
                "extensions": {"code": "token.bad_signature"},
            }
        ]
    },
    "Another address than `/graphql`": {
        "type": "about:blank",
        "status": 404,
        "title": "Not Found",
        "detail": "Nothing matches the given URI",
        "code": "http.not_found",
    },
}
"""How errors come out; `tests/doors/test_error_codes.py` brings each of these about."""


@cache
def said() -> Mapping[str, tuple[str, str]]:
    """Every code, with what the code itself says is wrong and what to do; empty where it says nothing."""
    bare = (*_bare(), *(ground.value for ground in Ground), *OWN_DATA.values())
    found: dict[str, tuple[str, str]] = dict.fromkeys(bare, ("", ""))
    found |= dict(_raised())
    found |= {json.loads(answers.of_status(status).body)["code"]: ("", "") for status in HTTP}
    found |= {fault.value: ("", TokenRefused(code=fault).todo) for fault in TokenFault}
    found |= {code: (texts["en"], "") for code, texts in REASONS.items()}
    found |= {code: (texts["en"], "") for code, texts in MESSAGES.items()}
    return {code: texts for code, texts in found.items() if not {code, code.partition(".")[0]} & set(NOT_OUTWARD)}


def _raised() -> Iterator[tuple[str, tuple[str, str]]]:
    for path in OUTWARD:
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and _name(node.func) in FAULTS:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if texts and _is_code(texts[0]):
                    wrong, todo = (*texts[1:], "", "")[:2]
                    # A sentence with something in it is put together; then the only whole one says what to do.
                    yield texts[0], (wrong, todo) if todo else ("", wrong)


def _bare() -> Iterator[str]:
    for path in BARE:
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value):
                yield node.value


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z_]*\.[a-z][a-z_]*", text) is not None and text not in NO_CODES


def table() -> Mapping[str, Mapping[str, str]]:
    """Read what people wrote about each code."""
    rows: Mapping[str, Mapping[str, str]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return rows


def row(code: str) -> tuple[str, str, str]:
    """Give what is wrong, what to do, and the test that provokes it. Raises KeyError where one is not known."""
    wrong, todo = said()[code]
    written = table()[code]
    return written.get("wrong") or wrong, written.get("do") or todo, written["test"]


def example(code: str) -> str:
    """Give what somebody does who meets the code, as the page shows it; empty where nobody wrote it down."""
    written = table()[code]
    blocks = [f"```{each}\n{written[each].strip()}\n```" for each in LANGUAGES if each in written]
    return "\n\n".join([written["when"], *blocks] if "when" in written else blocks)


def place(code: str) -> str:
    """Give a cell with a code that a link leads to: `errors.md#CODE`."""
    return f'<a id="{code}"></a>`{code}`'


def page() -> str:
    """Write the page."""
    shown = [f"{what}:\n\n```json\n{json.dumps(one, indent=2)}\n```" for what, one in EXAMPLES.items()]
    groups = "\n".join(f"* [{group}](#{_slug(group)})" for group in GROUPS)
    parts = [f"## {group}\n\n" + "\n\n".join(map(_section, _of(words.split()))) for group, words in GROUPS.items()]
    return "\n\n".join((f"{HEAD}{groups}", *parts, "## As they come", *shown)) + "\n"


def _of(firsts: Sequence[str]) -> list[str]:
    return [code for code in sorted(said()) if code.partition(".")[0] in firsts]


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _section(code: str) -> str:
    wrong, todo, test = row(code)
    written = table()[code]
    seen = "".join(
        f" *{word}* `{written[key]}`." for word, key in (("At", "path"), ("Status", "status")) if key in written
    )
    parts = (f"### {place(code)}", f"{wrong} **{todo}**{seen}", example(code), f"Provoked by `{test}`.")
    return "\n\n".join(part for part in parts if part)


if __name__ == "__main__":
    sys.stdout.write(page())
