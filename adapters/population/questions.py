"""What a report asks of a run: each figure one question in SQL, whose answer has a row for each bar and variant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.population.bars import VERDICTS, YEAR_BY_YEAR, Tints
from adapters.population.decide import TODAY
from adapters.population.results import DEBT_BANDS, HIGHEST, LENGTH_BANDS, LONGEST, YEARS
from hub.domain.household import Household

EUROS, PEOPLE, THOUSANDTHS, MONTHS, LETTERS = "cents", "people", "of a thousand people", "months", "letters"

ALIKE: Final = """
CREATE VIEW alike AS SELECT person FROM variants GROUP BY person HAVING bool_and(told)
"""
"""Those of whom everything can be told under every variant: only they can be laid side by side."""

HOUSEHOLDS: Final = {
    Household.SINGLE: "people who live alone",
    Household.SINGLE_PARENT: "single parents",
    Household.COUPLE: "couples without children",
    Household.COUPLE_WITH_CHILDREN: "couples with children",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question whose answer has four columns: group, part of it, variant, value.

    `groups` and `parts` name those that there can be, in their order; of groups that are left out, all that come are
    shown. `lead` may speak of the first `{group}`. `tints`: the parts are of one whole, drawn in these. `absent` is
    what stands where no answer came.
    """

    id: str
    title: str
    lead: str
    unit: str
    sql: str
    groups: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("",)
    tints: Tints = ()
    absent: int | None = 0


def _share(condition: str) -> str:
    return f"count(*) FILTER ({condition}) * 1000 // count(*)"


def _middle(column: str, part: str = "0.5") -> str:
    return f"quantile_disc({column}, {part})"


def _several(asked: tuple[str, str, str, str], *pairs: tuple[str, str], source: str) -> Question:
    """Several values of one source, each under its name."""
    sql = " UNION ALL ".join(
        f"SELECT '{group}', '', variant, {value} FROM {source} GROUP BY variant" for group, value in pairs
    )
    id_, title, lead, unit = asked
    return Question(id=id_, title=title, lead=lead, unit=unit, sql=sql, groups=tuple(group for group, _ in pairs))


def _won(column: str, groups: Sequence[str], id_: str, title: str, lead: str) -> Question:
    """Which part of each group is better or worse off than today."""
    sql = f"""
        SELECT {column}, measured, variant, count(*) * 1000 // sum(count(*)) OVER (PARTITION BY {column}, variant)
        FROM variants JOIN people USING (person) WHERE variant <> '{TODAY}' GROUP BY {column}, measured, variant
    """
    verdicts = ("better", "same", "worse", "unknown")
    return Question(
        id=id_, title=title, lead=lead, unit=THOUSANDTHS, sql=sql, groups=tuple(groups), parts=verdicts, tints=VERDICTS
    )


_SIDE_BY_SIDE: Final = "variants JOIN alike USING (person)"
_BANDS: Final = (*(name for _, name in DEBT_BANDS), HIGHEST)
_LENGTHS: Final = (*(name for _, name in LENGTH_BANDS), LONGEST)

_WORDED: Final = " ".join(f"WHEN '{household}' THEN '{says}'" for household, says in HOUSEHOLDS.items())
_HOUSEHOLD: Final = f"CASE household {_WORDED} END"

_YEARS: Final = {
    **{f"year_{year}_cents": f"year {year}" for year in range(1, YEARS + 1)},
    "later_cents": "later",
}

QUESTIONS: Final = (
    _several(
        (
            "outcome",
            "What the rules can say",
            "People for whom there is a plan for everything that is owed",
            THOUSANDTHS,
        ),
        ("a plan for everything", _share("told")),
        ("a person must look", _share("human")),
        ("the joint plan must be refused", _share("refused")),
        ("something is in no plan", _share("in_no_plan_cents > 0")),
        source="variants",
    ),
    _several(
        (
            "months",
            "How long people pay",
            "Of those who can be told under every variant, half pay in at most so many months",
            MONTHS,
        ),
        ("half at most", _middle("months")),
        ("nine in ten at most", _middle("months", "0.9")),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        (
            "dearest",
            "What people pay in their dearest month",
            "Of the same people, half pay at most this in the dearest month",
            EUROS,
        ),
        ("half at most", _middle("heaviest_cents")),
        ("nine in ten at most", _middle("heaviest_cents", "0.9")),
        ("first month, half at most", _middle("monthly_cents")),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        (
            "room",
            "Room above the floor",
            "In the dearest month, what half of them have left above the floor is at most",
            EUROS,
        ),
        ("half at most", _middle("room_left_cents")),
        ("one in ten at most", _middle("room_left_cents", "0.1")),
        source=f"{_SIDE_BY_SIDE} WHERE room_left_cents IS NOT NULL",
    ),
    _several(
        (
            "below-floor",
            "People pushed below the floor",
            "Of the same people, so many would have less left than they need in the dearest month",
            THOUSANDTHS,
        ),
        ("less than nothing left", _share("room_left_cents < 0")),
        source=f"{_SIDE_BY_SIDE} WHERE room_left_cents IS NOT NULL",
    ),
    _several(
        (
            "interest",
            "Interest and costs",
            "The same people together are charged interest, as far as it is forecast, of",
            EUROS,
        ),
        ("interest", "sum(interest_cents)"),
        ("costs that are open", "sum(costs_cents)"),
        source=_SIDE_BY_SIDE,
    ),
    _several(
        ("letters", "Letters", "A thousand of the same people get so many arrangements, a letter each", LETTERS),
        ("letters for a thousand people", "sum(letters) * 1000 // count(*)"),
        source=_SIDE_BY_SIDE,
    ),
    _won(
        _HOUSEHOLD,
        tuple(HOUSEHOLDS.values()),
        "winners-household",
        "Better or worse off, by household",
        "Of {group}, so many are better off than today",
    ),
    _won(
        "debt_band",
        _BANDS,
        "winners-debt",
        "Better or worse off, by what is owed",
        "Where {group} is owed, so many are better off than today",
    ),
    _won(
        "length_band",
        _LENGTHS,
        "winners-length",
        "Better or worse off, by how long it is owed",
        "Of those whose oldest debt is of {group}, so many are better off than today",
    ),
    _won(
        "CASE WHEN long_high THEN 'long-term high debt' ELSE 'everybody else' END",
        ("long-term high debt", "everybody else"),
        "winners-long-high",
        "Better or worse off: long-term high debt apart",
        "Of those with {group}, so many are better off than today",
    ),
    _several(
        (
            "long-high",
            "Long-term high debt: what the rules can say",
            "Of those whose debt is old and high, so many have a plan for everything",
            THOUSANDTHS,
        ),
        ("a plan for everything", _share("told")),
        ("a person must look", _share("human")),
        source="variants JOIN people USING (person) WHERE long_high",
    ),
    Question(
        id="receipts",
        title="What agencies receive, year by year",
        lead="In the first year {group} receives",
        unit=EUROS,
        sql=" UNION ALL ".join(
            f"SELECT agency, '{said}', variant, sum({name}) FROM agencies GROUP BY agency, variant"
            for name, said in _YEARS.items()
        ),
        parts=tuple(_YEARS.values()),
        tints=YEAR_BY_YEAR,
        absent=None,
    ),
    Question(
        id="forgone",
        title="Interest that agencies forgo, against today",
        lead="Where both can be told, {group} forecasts less interest than today by",
        unit=EUROS,
        sql=f"""
            SELECT agency, '', other.variant, sum(today.interest_cents - other.interest_cents)
            FROM agencies AS other JOIN (SELECT person, agency, interest_cents FROM agencies WHERE variant = '{TODAY}')
            AS today USING (person, agency) WHERE other.variant <> '{TODAY}' GROUP BY agency, other.variant
        """,
        absent=None,
    ),
    Question(
        id="uncollected",
        title="What is left open after the last payment",
        lead="After the last payment {group} still has open",
        unit=EUROS,
        sql="SELECT agency, '', variant, sum(left_open_cents) FROM agencies GROUP BY agency, variant",
        absent=None,
    ),
    Question(
        id="cases",
        title="Cases for a person at an agency",
        lead="Plans at which a person must look at {group}",
        unit="cases",
        sql="SELECT agency, '', variant, count(*) FROM cases GROUP BY agency, variant",
    ),
)
