"""Variants side by side, for a person: agencies down, variants across. Text for a terminal, Markdown for a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.arrange.explain import money
from hub.domain.money import Cents

Answer = Mapping[str, Any]
"""A comparison in the words of the contract."""

_NEEDS: Final = "NEEDS_POLICY_CHANGE"
_CHANGE: Final = "variant.needs_change"
_TODAY: Final = "separate"


@dataclass(frozen=True, slots=True)
class Notes:
    """What would have to change, each said once and numbered."""

    said: list[str] = field(default_factory=list)

    def number(self, text: str) -> int:
        """Number of a note; a new one is added."""
        if text not in self.said:
            self.said.append(text)
        return self.said.index(text) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The table: one header per column, one list of lines per cell, and the notes below it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    notes: tuple[str, ...]


def grid(comparison: Answer) -> Grid:
    """Lay the comparison out."""
    variants: Sequence[Answer] = comparison["variants"]
    notes = Notes()
    names = sorted({row["agency"]["name"] for variant in variants for row in variant["rows"]})
    rows = [((name,), *(tuple(_cell(variant, name, notes)) for variant in variants)) for name in names]
    return Grid(
        headers=("", *(_header(variant) for variant in variants)),
        rows=(*rows, *_totals(variants)),
        notes=(*(f"({number}) {text}" for number, text in enumerate(notes.said, start=1)), *_reforms(variants)),
    )


def markdown(comparison: Answer) -> str:
    """Write the table for a page."""
    laid = grid(comparison)
    lines = [
        f"| {' | '.join(laid.headers)} |",
        f"| {' | '.join('---' for _ in laid.headers)} |",
        *(f"| {' | '.join('<br>'.join(cell) for cell in row)} |" for row in laid.rows),
        "",
        *(f"{note}  " for note in laid.notes),
    ]
    return "\n".join(lines).rstrip()


def room(comparison: Answer) -> str:
    """Say what the household can miss."""
    found = comparison["room"]
    if not found:
        return "Nothing was told of the household, so nobody knows what it can miss."
    whole = "" if found["complete"] else " as far as was told"
    return f"The household can miss {euros(found['amount'])} a month{whole}."


def euros(cents: int) -> str:
    """Write an amount of the wire."""
    return money(Cents(cents), "en")


def _header(variant: Answer) -> str:
    kind = "today" if variant["code"] == _TODAY else "law" if variant["isLaw"] else "what-if"
    return f"{variant['code']} ({kind})"


def _reforms(variants: Sequence[Answer]) -> Iterator[str]:
    """Name the reform under which alone a variant can be: a what-if stays one."""
    for variant in variants:
        if reform := variant["reform"]:
            yield f"No law knows {variant['code']}; here it can be agreed to under reform {reform['name']}."


def _cell(variant: Answer, agency: str, notes: Notes) -> Iterator[str]:
    """What one agency gets in one variant, and whether that is better than today."""
    row = next((row for row in variant["rows"] if row["agency"]["name"] == agency), None)
    if row is None:
        yield "–"
        return
    if row["monthly"] is None:
        yield f"no plan yet for all of it{_why(row, notes)}"
        return
    yield _paid(row)
    if row["months"]:
        yield f"{row['months']} ×, last {row['endsOn']}"
    if row["leftOpen"]:
        yield f"{euros(row['leftOpen'])} open after that"
    if row["interest"]:
        yield f"+ {euros(row['interest'])} interest"
    if row["interest"] is None:
        yield "+ interest not known"
    if variant["code"] != _TODAY:
        yield _measured(row, notes)


def _paid(row: Answer) -> str:
    """What is paid each month; where the months are not known to be even, what is paid first, and in all."""
    first, total = row["monthly"], row["open"] - row["leftOpen"]
    if row["months"] == 1:
        return f"{euros(first)} at once"
    if _is_even(row, total):
        return f"{euros(first)} a month"
    return f"{euros(first)} at first, {euros(total)} in all"


def _is_even(row: Answer, total: int) -> bool:
    """Say whether each month is as the first; an answer of the contract does not tell it, and may prove it.

    No payment is more than the dearest month, so none is less by more than all of them together are.
    """
    told: bool | None = row.get("isEven")
    return row["heaviest"] * row["months"] - total <= row["months"] if told is None else told


def _why(row: Answer, notes: Notes) -> str:
    """The numbers of the notes that say why; a change of law is said where it is measured."""
    reasons = [reason for reason in row["reasons"] if reason["code"] != _CHANGE]
    return "".join(f" ({number})" for number in sorted({notes.number(_said(reason)) for reason in reasons}))


def _said(reason: Answer) -> str:
    """Why there is no plan: a rule refuses it, or a person must look first."""
    article = f" [{reason['article']}]" if reason["article"] else ""
    return f"{reason['text']}{article}"


def _measured(row: Answer, notes: Notes) -> str:
    if row["measured"] == "UNKNOWN":
        return f"cannot be compared{_why(row, notes)}"
    if row["measured"] != _NEEDS:
        return str(row["measured"]).lower()
    reason = next(reason for reason in row["reasons"] if reason["code"] == _CHANGE)
    return f"needs change ({notes.number(_change(reason))})"


def _change(reason: Answer) -> str:
    change = next(value["text"] for value in reason["values"] if value["name"] == "change")
    return f"{change} [{reason['article']}]"


def _totals(variants: Sequence[Answer]) -> Iterator[tuple[tuple[str, ...], ...]]:
    told = {
        "First month": "monthly",
        "Dearest month": "heaviest",
        "Interest": "interest",
        "Room left": "roomLeft",
    }
    for title, key in told.items():
        yield ((title,), *((_amount(variant, key),) for variant in variants))
    yield (("Paid off",), *((_end(variant),) for variant in variants))
    yield (("Letters",), *((_letters(variant),) for variant in variants))


def _end(variant: Answer) -> str:
    if variant["heaviest"] is None:
        return "not known"
    if variant["leftOpen"]:
        return f"not by then: {euros(variant['leftOpen'])} open"
    return variant["endsOn"] or "nothing to pay"


def _letters(variant: Answer) -> str:
    """How many arrangements; where some plan is still to come there may be more."""
    if variant["heaviest"] is not None:
        return str(variant["letters"])
    return f"at least {variant['letters']}" if variant["letters"] else "not known"


def _amount(variant: Answer, key: str) -> str:
    """A sum; where some of it cannot be told, what can.

    The whole is at least that, but for the first month: a plan that is to come may begin earlier.
    """
    cents, known = variant[key], variant.get(f"known{key[0].upper()}{key[1:]}")
    if cents is not None:
        return f"{euros(cents)}: too little" if key == "roomLeft" and cents < 0 else euros(cents)
    if not known:
        return "not known"
    return f"{euros(known)} as far as known" if key == "monthly" else f"at least {euros(known)}"
