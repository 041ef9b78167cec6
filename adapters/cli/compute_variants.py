"""`hub compute variants`: every variant side by side for fictitious people on a day; no server, no database."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.agency_names import agency_names
from adapters.cli.days import SHOWN, read_day
from adapters.cli.known_personas import check_personas
from adapters.cli.terminal import say, say_json

if TYPE_CHECKING:
    from adapters.cli.rules_personas import Told
    from hub.domain.comparison import Comparison
    from hub.domain.reasons import Reason


def variants(
    *,
    persona: Annotated[list[str], typer.Option(help="For whom; name it again for another.")],
    on: Annotated[date, typer.Option(help="The day whose law and debts count.", parser=read_day, metavar=SHOWN)],
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Put each agency's own rules and the joint plans side by side, as Markdown, for people of the demo."""
    from adapters.cli import rules_personas, variants_table

    known = {each.name: each for each in rules_personas.told(on)}
    check_personas(persona, known)
    found = {name: compared(known[name], on) for name in persona}
    if as_json:
        say_json(found)
        return
    say("\n\n".join(_page(name, answer, variants_table.room(answer)) for name, answer in found.items()))


def compared(told: "Told", on: date) -> Mapping[str, Any]:
    """Compare on what a persona and the agencies tell; the answer is in the words of the contract."""
    from adapters.cli.compute_input import policy_on
    from hub.compare.compare import compare
    from hub.domain.arrangement import Choice

    found = compare(answers=told.answers, policy=policy_on(on, None), on=on, choice=Choice(), situation=told.situation)
    return _answer(found)


def _page(name: str, answer: Mapping[str, Any], room: str) -> str:
    from adapters.agencies.simulator import people
    from adapters.cli import variants_table

    story = next(each.story["en"] for each in people.personas() if each.name == name)
    return f"**{name.capitalize()}.** {story} {room}\n\n{variants_table.markdown(answer)}"


def _answer(found: "Comparison") -> Mapping[str, Any]:
    """Say a comparison in the words of the contract, as far as the table needs them; `isEven` is no word of it."""
    return {
        "room": {"amount": found.room.amount, "complete": found.room.complete} if found.room else None,
        "variants": [
            {
                "code": variant.code,
                "isLaw": variant.is_law,
                "reform": {"name": variant.reform.name} if variant.reform else None,
                "monthly": variant.monthly,
                "heaviest": variant.heaviest,
                "endsOn": variant.ends_on.isoformat() if variant.ends_on else None,
                "leftOpen": variant.left_open,
                "interest": variant.interest,
                "knownMonthly": variant.known_monthly,
                "knownHeaviest": variant.known_heaviest,
                "knownInterest": variant.known_interest,
                "letters": variant.letters,
                "roomLeft": variant.room_left,
                "rows": [
                    {
                        "agency": {"name": agency_names()[row.agency]},
                        "monthly": row.monthly,
                        "months": row.months,
                        "isEven": row.is_even,
                        "endsOn": row.ends_on.isoformat() if row.ends_on else None,
                        "leftOpen": row.left_open,
                        "open": row.open,
                        "interest": row.interest,
                        "measured": row.measured.name,
                        "reasons": list(_reasons(row.reasons)),
                    }
                    for row in variant.rows
                ],
            }
            for variant in found.variants
        ],
    }


def _reasons(reasons: "tuple[Reason, ...]") -> Iterator[Mapping[str, Any]]:
    from hub.arrange import explain

    for reason in reasons:
        values = [
            {"name": name, "text": explain.written(value, "en", agency_names())}
            for name, value in sorted(reason.values.items())
        ]
        said = explain.render(reason, "en", agency_names())
        yield {"code": reason.code, "article": reason.article, "text": said, "values": values}
