"""How an arrangement stands, as a short statement of account: what each agency says, what happened, what comes next."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.table import Table

from adapters.cli.demo_print import Printer, a_table, words
from adapters.cli.variants_table import euros

Answer = Mapping[str, Any]

NEXT: Final = 2
"""How many of the next instalments are worth a line."""


def said(printer: Printer, life: Answer) -> None:
    """Print what each agency was asked or told, what it said to the last of it, and what is open there."""
    told = a_table("Agency", "Asked or told", "Answer", "Open", right=("Open",))
    for each in life["agencies"]:
        last = each["notices"][-1] if each["notices"] else None
        told.add_row(
            each["agency"]["name"],
            ", ".join(words(notice["kind"]) for notice in each["notices"]) or "–",
            words(last["reply"] or "on its way") if last else "–",
            euros(each["openAmount"]),
        )
    printer.show(told)


def account(printer: Printer, life: Answer) -> None:
    """Print day by day what happened, with the money, and what comes next."""
    happened = a_table("Day", "What", "In words", "By", "Amount", right=("Amount",))
    payments = iter([edge["node"]["amount"] for edge in life["payments"]["edges"]])
    for edge in life["events"]["edges"]:
        event = edge["node"]
        amount = _amount(event, payments, life)
        told = "" if amount is None else euros(amount)
        happened.add_row(event["on"], words(event["step"]), event["reason"]["text"], _who(event["by"]), told)
    printer.show(happened)
    printer.show(_standing(life))
    for line in _next(life):
        printer.line(line)


def _standing(life: Answer) -> Table:
    """What was agreed, what is paid and what is open at each agency, and together."""
    standing = a_table("Agency", "Agreed", "Paid", "Open", right=("Agreed", "Paid", "Open"))
    rows: dict[str, list[Answer]] = {}
    for claim in life["claims"]:
        rows.setdefault(claim["owner"]["name"], []).append(claim)
    for name, claims in {**dict(sorted(rows.items())), "Together": life["claims"]}.items():
        agreed, left = (sum(claim[field] for claim in claims) for field in ("agreedAmount", "openAmount"))
        standing.add_row(name, euros(agreed), euros(agreed - left), euros(left))
    return standing


def _amount(event: Answer, payments: Iterator[int], life: Answer) -> int | None:
    """The money in something that happened."""
    match event["step"]:
        case "RECEIVE":
            return next(payments)
        case "REMIND":
            return life["reminder"]["missing"] if life["reminder"] else None
        case _:
            return None


def _who(by: Answer) -> str:
    return by["agency"]["name"] if by["agency"] else words(by["kind"])


def _next(life: Answer) -> Iterator[str]:
    """How it stands, until when nothing needs to be paid, and what after that."""
    yield f"It is {words(life['state'])}."
    pause = life["pause"]
    if pause and pause["granted"]:
        yield f"Nothing needs to be paid until {pause['until']} [{pause['reason']['article']}]"
    coming = [each for each in life["terms"]["instalments"] if each["paidAmount"] < each["amount"]]
    told = ", ".join(f"{euros(each['amount'])} on {each['dueOn']}" for each in coming[:NEXT])
    if told:
        yield f"Next: {told}; the last one on {life['terms']['lastDueOn']}"
