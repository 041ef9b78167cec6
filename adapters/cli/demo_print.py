"""The demo's answers as tables that a person can check with a pencil."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from adapters.cli import variants_table
from adapters.cli.variants_table import euros

WIDTH = 118
"""Columns: wide enough for a reason, narrow enough for a screen."""

_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")

FLOORS = {
    "GUARDED": "it leaves enough to live on",
    "PARTLY_CHECKED": "it leaves enough to live on, as far as was told",
    "BELOW": "it leaves too little to live on",
    "NOT_CHECKED": "whether it leaves enough to live on was not checked",
}
"""What a floor means to whoever must live on what is left."""

Answer = Mapping[str, Any]


class Printer:
    """Writes to standard output; plain text where that is no terminal."""

    def __init__(self) -> None:
        # A terminal has a width of its own; a file or a pipe has none.
        self._console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)

    def title(self, text: str) -> None:
        self._console.print(f"\n[bold]{text}[/bold]")

    def line(self, text: str = "") -> None:
        self._console.print(text, soft_wrap=True)

    def show(self, table: Table) -> None:
        self._console.print(table)

    def outcome(self, outcome: Answer) -> None:
        """Tell everything about one outcome."""
        self.sources(outcome)
        self.claims(outcome)
        if outcome["__typename"] == "Proposal":
            self.proposal(outcome)
            self.reasons("How it came about", outcome["reasons"])
            self.reasons("On acceptance", outcome["conditions"])
            self.reasons("Cannot be accepted as it stands", outcome["blockedBy"])
        else:
            self.grounds(outcome)
        self.participants(outcome)
        self.line(f"Receipt {outcome['receipt']['fingerprint']}")

    def brief(self, outcome: Answer) -> None:
        """Tell how the agencies answered, what is owed, and what came out."""
        self.sources(outcome)
        self.claims(outcome)
        if outcome["__typename"] == "Proposal":
            self.proposal(outcome)
            self.reasons("Cannot be accepted as it stands", outcome["blockedBy"])
        else:
            self.grounds(outcome)
        self.line(f"Receipt {outcome['receipt']['fingerprint']}")

    def grounds(self, outcome: Answer) -> None:
        """Say why there is no plan, and what is possible meanwhile."""
        what = "Refused by rule" if outcome["__typename"] == "Refusal" else "A person must look"
        self.reasons(f"{what}; the agency that decides is {outcome['executes']['name']}", outcome["reasons"])
        if outcome.get("alternative"):
            paying = outcome["alternative"]["instalments"]
            self.line("Meanwhile, without those claims:" if paying else "What can be asked for meanwhile:")
            self.proposal(outcome["alternative"])

    def kept(self, payload: Answer) -> None:
        """Say what was kept, or why nothing was."""
        self.claims(payload["outcome"])
        if payload["arrangement"] is None:
            self.grounds(payload["outcome"])
            return
        proposal = payload["arrangement"]["proposal"]
        self.line(
            f"{proposal['months']} months of {euros(proposal['monthlyAmount'])}, {euros(proposal['total'])} in all, "
            f"the last on {proposal['lastDueOn']} ({_standing(proposal)}); kept sealed until "
            f"{payload['arrangement']['expiresAt'][:10]}"
        )
        self.line(f"Receipt {proposal['receipt']['fingerprint']}")

    def sources(self, outcome: Answer) -> None:
        """Say how each agency answered."""
        table = a_table("Agency", "Status", "Reason")
        for source in outcome["sources"]:
            table.add_row(source["agency"]["name"], source["status"], source["reason"] or "")
        self._console.print(table)

    def claims(self, outcome: Answer) -> None:
        """Say per claim what is open, what is done with it, and why."""
        table = a_table("Claim", "Owner", "Collector", "Open", "Treatment", "Why (article)", right=("Open",))
        for edge in outcome["claims"]["edges"]:
            claim, reason = edge["node"]["claim"], edge["node"]["reasons"][0]
            treatment = edge["node"]["treatment"]
            # Where a claim is in, the scheme's article stands among the steps below; here it would fill the column.
            article = "" if treatment == "INCLUDED" else f" ({reason['article'] or reason['code']})"
            table.add_row(
                f"{claim['kind']['label']}\n{claim['reference']}",
                claim["owner"]["name"],
                claim["collector"]["name"],
                euros(claim["openAmount"]),
                treatment,
                reason["text"] + article,
            )
        self._console.print(table)

    def proposal(self, proposal: Answer) -> None:
        """Say what the plan is: months, amount, dates, and the first and last instalment split to the cent."""
        kind = _standing(proposal)
        instalments = proposal["instalments"]
        if not instalments:
            self.line(
                f"Nothing to pay until {proposal['reviewOn']} ({words(proposal['route'])}); "
                f"{euros(proposal['openAfterReview'])} stays open ({kind})"
            )
            return
        self.line(
            f"{proposal['months']} months of {euros(proposal['monthlyAmount'])}, {euros(proposal['total'])} in all, "
            f"from {proposal['firstDueOn']} to {proposal['lastDueOn']} ({kind})"
        )
        if proposal["openAfterReview"]:
            self.line(
                f"{euros(proposal['openAfterReview'])} is then still open; the agency looks again on "
                f"{proposal['reviewOn']}"
            )
        agencies = [share["agency"]["name"] for share in instalments[0]["perAgency"]]
        table = a_table("Instalment", "Due on", *agencies, "Together", right=(*agencies, "Together"))
        for instalment in (instalments[0], instalments[-1]):
            shares = {share["agency"]["name"]: share["amount"] for share in instalment["perAgency"]}
            table.add_row(
                str(instalment["number"]),
                instalment["dueOn"],
                *(euros(shares.get(name, 0)) for name in agencies),
                euros(instalment["amount"]),
            )
        self._console.print(table)

    def capacity(self, capacity: Answer) -> None:
        """Say what a household must keep and can miss, by each measure, and which one decides."""
        room, protected, tax = capacity["room"], capacity["protectedIncome"], capacity["taxCapacity"]
        table = a_table("Measure", "A month", "How", right=("A month",))
        parts = ", ".join(f"{words(name)} {euros(cents)}" for name, cents in protected["parts"].items() if cents)
        if protected["cappedBy"]:
            parts += f"; limited by the {words(protected['cappedBy'])}"
        table.add_row("Nobody may attach (beslagvrije voet)", euros(protected["amount"]), parts)
        table.add_row("Room above that", euros(room["aboveProtectedIncome"]), "income less what nobody may attach")
        table.add_row(
            "Room above living costs",
            euros(room["aboveLivingCosts"]),
            f"income {euros(tax['income'])} less expenses {euros(tax['expenses'])} less norm {euros(tax['norm'])}",
        )
        table.add_row("Room for a plan", euros(room["amount"]), f"the lower one: {words(room['bound'])}")
        self._console.print(table)

    def personal(self, outcome: Answer) -> None:
        """Say which plan fits a household, beside the standard one that does not."""
        if outcome["__typename"] != "Proposal":
            self.grounds(outcome)
            return
        self.line(f"By way of: {words(outcome['route'])}; {FLOORS[outcome['floor']]}")
        self.proposal(outcome)
        for other in outcome["alternatives"]:
            self.line(
                f"Beside it: {words(other['route'])}, {other['months']} months of {euros(other['monthlyAmount'])} "
                f"({FLOORS[other['floor']]})"
            )
        told = [found["amount"] for found in outcome["interest"]]
        rest = ", and for some debts nobody can tell" if None in told else ""
        self.line(f"Interest that agencies will charge meanwhile: {euros(sum(cents or 0 for cents in told))}{rest}")

    def comparison(self, comparison: Answer) -> None:
        """Put the variants side by side."""
        laid = variants_table.grid(comparison)
        table = a_table(*laid.headers)
        for row in laid.rows:
            table.add_row(*("\n".join(cell) for cell in row), end_section=len(row[-1]) > 1)
        self._console.print(table)
        for note in laid.notes:
            self._console.print(note, markup=False)

    def participants(self, outcome: Answer) -> None:
        """Say per agency whether the law lets it take part."""
        table = a_table("Takes part", "Standing", "What would have to change (article)")
        for participant in outcome["participants"]:
            table.add_row(
                participant["agency"]["name"],
                _named(participant["standing"], outcome["reform"]),
                f"{participant['change'] or '–'} ({participant['article']})",
            )
        self._console.print(table)

    def reasons(self, title: str, reasons: Sequence[Answer]) -> None:
        """Say the steps or grounds one by one."""
        if reasons:
            self.line(f"{title}:")
        for reason in reasons:
            article = f" [{reason['article']}]" if reason["article"] else ""
            self._console.print(f"  · {reason['text']}{article}", markup=False)


def _standing(proposal: Answer) -> str:
    """Say whether the law knows a plan; what only a reform makes possible bears its name."""
    if not proposal["isWhatIf"]:
        return "under current law"
    under = f"; it can be under reform {proposal['reform']['name']}" if proposal["reform"] else ""
    return f"what-if: no law knows this arrangement today{under}"


def _named(standing: str, reform: Answer | None) -> str:
    """Write a participant's standing; what a reform gives is no law, and bears its name."""
    return (
        f"needs policy change; {words(standing)} {reform['name']}"
        if standing == "UNDER_REFORM" and reform
        else words(standing)
    )


def words(code: str) -> str:
    """Write a word of the contract the way people read it."""
    return _CAPITAL.sub(r" \g<0>", code).replace("_", " ").lower()


def a_table(*names: str, right: Sequence[str] = ()) -> Table:
    """Begin a table with these columns."""
    table = Table(box=SIMPLE, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return table
