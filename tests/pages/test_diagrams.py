"""The diagrams show what is so."""

from pages.diagrams import FOLDER, PICTURES, drawn

from hub.life.states import TABLE


def test_the_states_of_an_arrangement_are_drawn_with_every_way_from_one_to_another() -> None:
    assert drawn() == {(before, after) for (before, _), after in TABLE.items() if before is not after}


def test_every_diagram_of_the_documentation_is_the_one_that_is_drawn() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == {
        name: draw().svg() for name, draw in PICTURES.items()
    }
