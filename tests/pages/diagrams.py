"""The diagrams of the documentation, drawn from what is so. `make pages` writes them anew."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from pages.drawing import Box, Drawing
from sources import ROOT

from hub.life.states import CLOSED, OPEN, RUNNING, TABLE, State

FOLDER: Final = ROOT / "docs" / "pictures"


def arrow() -> Drawing:
    """Draw the four folders: each may know only what stands left of it."""
    picture = Drawing(900, 190, "consent, hub, schema, adapters: each may import only what stands left of it")
    folders = {
        "consent": ("may I?", "a yes or a no,", "and its basis"),
        "hub": ("what we know", "the dated law,", "the decision"),
        "schema": ("how we say it", "the contract", "in GraphQL"),
        "adapters": ("all that is not us", "agencies, store,", "portal, commands"),
    }
    boxes = [
        picture.box(Box(20 + 225 * place, 40, 185, 110, name, lines, "outside" if name == "adapters" else "ours"))
        for place, (name, lines) in enumerate(folders.items())
    ]
    for left, right in pairwise(boxes):
        picture.arrow(right.side("left"), left.side("right"))
    return picture


def question() -> Drawing:
    """Draw the way of one question through the house."""
    picture = Drawing(
        900, 560, "The way of a question: door, person, consent, agencies, consent again and log, decision, answer"
    )
    lanes = [("adapters", 20), ("schema", 250), ("hub", 430), ("consent", 680)]
    for (name, x), width in zip(lanes, (220, 170, 240, 200), strict=True):
        picture.box(Box(x, 20, width - 10, 520, name, is_group=True))
    door = picture.box(Box(40, 55, 170, 70, "1. Door", ("size, token, limits",), "outside"))
    parse = picture.box(Box(265, 55, 130, 70, "2. Question", ("known or weighed",), "ours"))
    person = picture.box(Box(40, 155, 170, 70, "3. Directory", ("BSN in, reference out",), "outside"))
    collect = picture.box(Box(450, 155, 200, 70, "4. Collect", ("ten seconds in all",), "ours"))
    decide = picture.box(Box(695, 155, 160, 70, "5. Decide access", ("per agency; or no",), "ours"))
    agencies = picture.box(Box(40, 265, 170, 70, "6. Five agencies", ("at once, three seconds",), "outside"))
    release = picture.box(Box(450, 265, 200, 70, "7. Release", ("one transaction",), "ours"))
    again = picture.box(Box(695, 265, 160, 70, "8. Decide again", ("taken back meanwhile?",), "ours"))
    log = picture.box(Box(40, 375, 170, 70, "9. Log", ("one line, then data",), "outside"))
    arrange = picture.box(Box(450, 375, 200, 70, "10. Arrange", ("claims, law, room, split",), "ours"))
    receipt = picture.box(Box(450, 460, 200, 60, "11. Receipt", ("facts and values",), "ours"))
    answer = picture.box(Box(265, 460, 130, 60, "12. Answer", ("every field, coded",), "ours"))
    picture.arrow(door.side("right"), parse.side("left"))
    picture.arrow((parse.x + 65, 125), (parse.x + 65, 190), person.side("right"))
    picture.arrow((parse.x + 65, 190), collect.side("left"))
    picture.arrow(collect.side("right", -10), decide.side("left", -10))
    picture.arrow(decide.side("left", 12), collect.side("right", 12))
    picture.arrow(collect.side("left", 20), (436, 210), (436, 285), agencies.side("right", -15))
    picture.arrow(agencies.side("right", 15), (440, 315), release.side("left", 15))
    picture.arrow(release.side("right", -10), again.side("left", -10))
    picture.arrow(again.side("left", 12), release.side("right", 12))
    picture.arrow((release.x + 30, 335), (release.x + 30, 355), (436, 355), (436, 395), log.side("right", -15))
    picture.arrow(release.side("bottom", 20), arrange.side("top", 20))
    picture.arrow(arrange.side("bottom"), receipt.side("top"))
    picture.arrow(receipt.side("left"), answer.side("right"))
    return picture


PLACES: Final[Mapping[State, tuple[int, int]]] = {
    State.PROPOSED: (20, 150),
    State.ACCEPTED: (205, 150),
    State.REQUESTED: (390, 150),
    State.OFFERED: (390, 270),
    State.ACTIVE: (600, 150),
    State.REMINDED: (600, 270),
    State.PAUSED: (790, 150),
    State.COMPLETED: (1000, 150),
    State.ENDED: (1000, 270),
    State.EXPIRED: (205, 390),
    State.DECLINED: (390, 20),
    State.WITHDRAWN: (600, 390),
}
GROUPS: Final = {"open": OPEN, "running": RUNNING}
"""Of a group an arrow is drawn where it starts at every state in it."""


def drawn() -> set[tuple[State, State]]:
    """Give the changes of state that the picture shows, groups taken apart."""
    apart = {(before, after) for name, after in _group_arrows() for before in GROUPS[name]}
    return apart | {(State(before), State(after)) for before, after in _ARROWS}


def _group_arrows() -> Iterator[tuple[str, State]]:
    yield "open", State.WITHDRAWN
    yield "running", State.COMPLETED
    yield "running", State.ENDED


_ARROWS: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("proposed", "accepted"): ("right left", 0),
    ("proposed", "expired"): ("bottom left", 0),
    ("accepted", "requested"): ("right left", 0),
    ("requested", "active"): ("right left", 0),
    ("requested", "offered"): ("bottom top", 0),
    ("requested", "declined"): ("top bottom", 0),
    ("offered", "active"): ("right left", 18),
    ("offered", "expired"): ("bottom right", 0),
    ("active", "reminded"): ("bottom top", -25),
    ("reminded", "active"): ("top bottom", 25),
    ("active", "paused"): ("right left", -12),
    ("paused", "active"): ("left right", 12),
    ("reminded", "paused"): ("right bottom", 0),
    ("ended", "completed"): ("top bottom", 0),
}


def states() -> Drawing:
    """Draw where an arrangement can stand, and what takes it from there."""
    picture = Drawing(1145, 460, "Where an arrangement stands, and what happens to it")
    picture.box(Box(190, 95, 750, 265, "open: at most one of these", is_group=True))
    picture.box(Box(585, 118, 345, 232, "running", is_group=True))
    boxes = {
        state: picture.box(Box(x, y, 125, 55, state, fill="end" if state in CLOSED else "ours"))
        for state, (x, y) in PLACES.items()
    }
    for (before, after), (sides, shift) in _ARROWS.items():
        label = ", ".join(sorted({step for (state, step), then in TABLE.items() if (state, then) == (before, after)}))
        start, end = sides.split()
        one, other = boxes[State(before)].side(start, shift), boxes[State(after)].side(end, shift)
        corner = [] if {start, end} in ({"left", "right"}, {"top", "bottom"}) else [_corner(one, other, start)]
        picture.arrow(one, *corner, other, label=label, at=_label(one, other, start))
    picture.arrow((662, 360), boxes[State.WITHDRAWN].side("top"), label="withdraw", at=(700, 380))
    picture.arrow((930, 177), boxes[State.COMPLETED].side("left"), label="complete", at=(968, 168))
    picture.arrow((930, 297), boxes[State.ENDED].side("left"), label="end", at=(968, 288))
    return picture


def _corner(one: tuple[int, int], other: tuple[int, int], start: str) -> tuple[int, int]:
    return (one[0], other[1]) if start in {"top", "bottom"} else (other[0], one[1])


def _label(one: tuple[int, int], other: tuple[int, int], start: str) -> tuple[int, int]:
    if start in {"top", "bottom"}:
        return one[0] + (-28 if one[0] < other[0] or start == "bottom" else 30), (one[1] + other[1]) // 2 + 4
    return (one[0] + other[0]) // 2, one[1] - 6


PICTURES: Final[Mapping[str, Callable[[], Drawing]]] = {
    "arrow.svg": arrow,
    "question.svg": question,
    "states.svg": states,
}


def write(folder: Path = FOLDER) -> None:
    """Write every diagram."""
    for name, draw in PICTURES.items():
        (folder / name).write_text(draw().svg(), encoding="utf-8")


if __name__ == "__main__":
    write()
