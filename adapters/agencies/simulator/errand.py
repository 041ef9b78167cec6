"""An errand as it comes in: read strictly, and refused where it says something else than its address does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.agencies.simulator import asked
from adapters.agencies.simulator.asked import Refused
from adapters.agencies.simulator.bsn import is_test_bsn

METHODS = {
    "request": "PUT",
    "suspend": "PUT",
    "change": "PATCH",
    "amend": "PATCH",
    "pause": "PATCH",
    "resume_collection": "DELETE",
    "close": "DELETE",
    "withdraw": "DELETE",
}
NEEDED = {"key", "kind", "to", "arrangement", "bsn", "scheme", "executes", "claims", "terms", "conditions"}
OPTIONAL = {"startsOn", "endsOn", "ground", "article", "reform"}
ITEMS_AT_MOST = 500
WORD_LENGTH_AT_MOST = 200

_OIN = re.compile(r"\d{20}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """So many cents, on that day."""

    due_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What somebody comes for; `content` is all of it, to be compared with what came under the same key before."""

    key: str
    kind: str
    arrangement: str
    bsn: str
    terms: tuple[Term, ...]
    content: Mapping[str, object]


def read(body: bytes, *, key: str, method: str, oin: str) -> Errand:
    """Read one errand. `oin` is the number of the agency that it must be for."""
    content = asked.json_object(body)
    if not set(content) >= NEEDED or not set(content) <= NEEDED | OPTIONAL:
        raise _malformed(f"An errand has: {', '.join(sorted(NEEDED))}; and may have: {', '.join(sorted(OPTIONAL))}.")
    if content["key"] != key:
        raise _malformed("The body is of another errand than the address.")
    if METHODS.get(str(content["kind"])) != method:
        raise _malformed("This kind of errand does not come with this method.")
    if content["to"] != oin:
        raise _malformed("The errand is for another agency.")
    bsn = content["bsn"]
    if not isinstance(bsn, str) or not is_test_bsn(bsn):
        raise _malformed("bsn must be a test number: 99999xxxx, passing the eleven-test.")
    _check(content)
    return Errand(
        key=key,
        kind=str(content["kind"]),
        arrangement=_word(content["arrangement"], "arrangement"),
        bsn=bsn,
        terms=tuple(_term(each) for each in _items(content, "terms", {"dueOn", "amount"})),
        content=content,
    )


def _check(content: Mapping[str, object]) -> None:
    """Refuse what is of the wrong shape among the rest, which nobody here acts on."""
    _word(content["scheme"], "scheme")
    _oin(content["executes"])
    for claim in _items(content, "claims", {"owner", "reference", "open"}):
        _oin(claim["owner"])
        _word(claim["reference"], "reference")
        _cents(claim["open"], at_least=0)
    for condition in _items(content, "conditions", {"code", "article"}):
        _word(condition["code"], "code")
        _word(condition["article"], "article")
    checks: Mapping[str, Callable[[object, str], object]] = {
        "startsOn": asked.day,
        "endsOn": asked.day,
        "ground": _word,
        "article": _word,
        "reform": _word,
    }
    for name, check in checks.items():
        if name in content:
            check(content[name], name)


def _items(content: Mapping[str, object], name: str, keys: set[str]) -> list[Mapping[str, object]]:
    items = content[name]
    if not isinstance(items, list) or len(items) > ITEMS_AT_MOST:
        raise _malformed(f"{name} must be a list.")
    if not all(isinstance(item, dict) and set(item) == keys for item in items):
        raise _malformed(f"Each of {name} has exactly: {', '.join(sorted(keys))}.")
    return items


def _term(item: Mapping[str, object]) -> Term:
    return Term(due_on=asked.day(item["dueOn"], "dueOn"), amount=_cents(item["amount"]))


def _cents(value: object, *, at_least: int = 1) -> int:
    """Read an amount: of a term there is something to pay, of a claim nothing may be open any more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
        raise _malformed(f"Amounts are whole cents, at least {at_least} here.")
    return value


def _word(value: object, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= WORD_LENGTH_AT_MOST:
        raise _malformed(f"{name} must be a short text.")
    return value


def _oin(value: object) -> None:
    if not isinstance(value, str) or not _OIN.fullmatch(value):
        raise _malformed("Agencies are named by 20 digits.")


def _malformed(detail: str) -> Refused:
    return Refused(400, detail, code="errand.malformed")
