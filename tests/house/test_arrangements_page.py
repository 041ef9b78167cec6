"""The page about the life of an arrangement says what the table says."""

from pathlib import Path

from hub.life.states import TABLE, State

PAGE = Path(__file__).parents[2] / "docs" / "arrangements.md"


def test_the_page_has_the_table_of_what_can_happen() -> None:
    order = list(State)
    rows = sorted(TABLE.items(), key=lambda row: (order.index(row[0][0]), row[0][1]))
    table = "\n".join(f"| {before} | {step.replace('_', ' ')} | {after} |" for (before, step), after in rows)

    assert f"\n| --- | --- | --- |\n{table}\n\n" in PAGE.read_text(encoding="utf-8")
