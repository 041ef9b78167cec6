"""`hub rules`: the law as it stands on a date, for jurists and for checks; and who approved it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.days import SHOWN, read_day
from adapters.cli.terminal import Exit, say, say_json, tell
from hub.errors import BadInput

app = typer.Typer(help="The rule book.", no_args_is_help=True)

_Folder = Annotated[
    Path | None, typer.Option("--book", help="The book's folder; the one of this code if left out.", show_default=False)
]


@app.command("show")
def show(
    *,
    on: Annotated[
        date | None, typer.Option(help="Date of the law; today if left out.", parser=read_day, metavar=SHOWN)
    ] = None,
    known_on: Annotated[
        date | None,
        typer.Option(help="The book as it stood on this date; today if left out.", parser=read_day, metavar=SHOWN),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Print every parameter in force: id, value, unit, article, source, confidence."""
    from adapters.bootstrap import read_rule_book
    from adapters.cli import rules_print
    from adapters.system import SystemClock
    from hub.audit import canonical
    from hub.rules.edition import InForce
    from hub.rules.policy import Policy

    today = SystemClock().today()
    policy = Policy(on=on or today, known_on=known_on or today, book=read_rule_book())

    def row(found: InForce) -> dict[str, object]:
        return {
            "id": found.id,
            "value": canonical.plain(found.value),
            "unit": found.unit,
            "from": found.start.isoformat(),
            "article": found.article,
            "source": found.source,
            "confidence": found.confidence.value,
        }

    rows = [row(found) for found in policy.in_force()]
    if not rows:
        tell(f"No rule of the book is in force on {policy.on} (as known on {policy.known_on}).")
    if as_json:
        say_json(rows)
        return
    for found in policy.in_force():
        for line in rules_print.lines(found):
            say(line)


@app.command("check")
def check(
    *,
    book: _Folder = None,
    signers: Annotated[
        Path | None,
        typer.Option(help="File of allowed signers (ssh-keygen): every change must carry two valid signatures."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Git revision or folder of an earlier book: no value of it may be edited.")
    ] = None,
) -> None:
    """Check that book and reforms are sound and that two roles stand behind each change; exit 1 where not."""
    from adapters.cli import rules_approvals
    from adapters.cli.rules_books import SHIPPED, load
    from hub.audit.fingerprint import fingerprint
    from hub.rules.diff import rewritten
    from hub.rules.reader import read_book
    from hub.rules.reform import read_reforms
    from hub.rules.reformed import with_reforms

    folder = book or SHIPPED
    rules = with_reforms(read_book(folder), read_reforms(folder.parent / "reforms"))
    found = rules_approvals.read(folder)
    wrong = list(rules_approvals.faults(found, book=fingerprint(rules)))
    if signers:
        wrong.extend(rules_approvals.unsigned(found, signers))
    for fault in wrong:
        tell(f"approvals: {fault}")
    for value in rewritten(load(since), rules) if since else ():
        wrong.append(f"{value.id} from {value.start}: {value.kind} since {since}; add a value that corrects it")
        tell(f"history: {wrong[-1]}")
    if wrong:
        raise typer.Exit(Exit.FINDING)
    say(f"{len(rules)} parameters; approved as {found.newest.id} on {found.newest.date}.")


@app.command("fingerprint")
def fingerprint_of(
    *,
    book: _Folder = None,
    seal: Annotated[bool, typer.Option("--seal", help="Write it into approvals.toml as the first book's.")] = False,
) -> None:
    """Print the fingerprint of the book: what an approval names."""
    from adapters.cli import rules_approvals
    from adapters.cli.rules_books import SHIPPED
    from hub.audit.fingerprint import fingerprint
    from hub.rules.reader import read_book

    folder = book or SHIPPED
    found = fingerprint(read_book(folder))
    if seal:
        rules_approvals.seal(folder, found)
    say(found)


@app.command("statement")
def statement(
    change: Annotated[str, typer.Argument(help="The id of a change in approvals.toml.")],
    *,
    book: _Folder = None,
) -> None:
    """Print what the proposer and the approver of a change sign, to the byte."""
    from adapters.cli import rules_approvals
    from adapters.cli.rules_books import SHIPPED

    found = rules_approvals.read(book or SHIPPED)
    for entry in found.changes:
        if entry.id == change:
            say(rules_approvals.statement(entry).decode().rstrip("\n"))
            return
    raise BadInput("approvals.no_change", "No change has that id.", "Look in approvals.toml.")


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="A git revision, or a folder with a book.")],
    new: Annotated[str, typer.Argument(help="Another one.")],
    *,
    on: Annotated[
        date | None,
        typer.Option(help="Day on which the personas ask; today if left out.", parser=read_day, metavar=SHOWN),
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(help="Folder of worked cases; that of this checkout if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """List what a change of the book changes: values, and the outcome of every case and persona; exit 1 if anything."""
    from adapters.cli import rules_books, rules_diff, rules_outcomes
    from adapters.system import SystemClock

    today = SystemClock().today()
    books = [rules_books.load(place) for place in (old, new)]
    found = rules_diff.effect(books[0], books[1], cases=cases or rules_outcomes.CASES, on=on or today)
    if as_json:
        say_json(rules_diff.answered(found))
    else:
        for line in rules_diff.lines(found):
            say(line)
    if found.values or found.outcomes:
        raise typer.Exit(Exit.FINDING)
