"""When a rule holds, in words: for whoever asked for a date on which it does not."""

from datetime import date, timedelta
from itertools import groupby
from typing import Final

from hub.rules.parameter import ENDED, EXPECTED, TEXT_MISSING, DatedValue, Parameter

_WORDS: Final = {ENDED: "ended", EXPECTED: "expected", TEXT_MISSING: "text not at hand"}
_IN_FORCE: Final = "in force"
_A_DAY: Final = timedelta(days=1)


def known_from(parameter: Parameter, on: date, *, after: date) -> date | None:
    """The first later day on which the book has a value for `on`; None where it has none at all."""
    later = sorted({value.recorded for value in parameter.values if value.recorded > after})
    return next((day for day in later if _usable(parameter.on(on, known_on=day))), None)


def periods(parameter: Parameter) -> str:
    """Say in one clause a period when the rule is in force, as the book stands now; what is alike counts as one."""
    alike = groupby(parameter.through_time(known_on=date.max), key=_word)
    starts = [(word, next(values).start) for word, values in alike]
    ends = [start - _A_DAY for _, start in starts[1:]]
    closed = [f"{word} from {start} to {end}" for (word, start), end in zip(starts, ends, strict=False)]
    word, start = starts[-1]
    last = f"{word} after that" if ends and word != _IN_FORCE else f"{word} from {start}"
    return "; ".join((*closed, last))


def _usable(value: DatedValue | None) -> bool:
    return value is not None and _word(value) == _IN_FORCE


def _word(value: DatedValue) -> str:
    return _WORDS.get(value.value, _IN_FORCE) if isinstance(value.value, str) else _IN_FORCE
