"""Each number of the law has one home in the book, and says no more of itself than is known."""

import re
from decimal import Decimal

from builders import BOOK

from hub.domain.reasons import Confidence
from hub.rules.parameter import TEXT_MISSING


def test_a_text_that_was_not_read_is_not_called_verified():
    unread = [(name, value) for name, found in BOOK.items() for value in found.values if value.value == TEXT_MISSING]

    assert unread
    assert [name for name, value in unread if value.confidence is Confidence.VERIFIED] == []


def test_a_number_of_a_law_stands_in_one_place():
    # The same amount, set by the same article for two different things.
    apart = {"uitvoeringsregeling_iw1990.car_exempt", "uitvoeringsregeling_iw1990.elderly_exempt"}
    homes: dict[tuple[str, str, str], set[str]] = {}
    for name, found in BOOK.items():
        for value in found.values:
            # A what-if starts from today's numbers and may leave them: it has its own.
            if isinstance(value.value, int | Decimal) and name not in apart and not name.startswith("toeslagen_samen."):
                article = re.sub(r"[\s,]", "", found.article.split(";")[0].split(" and ")[0])
                homes.setdefault((article, found.unit, f"{value.value} {value.start}"), set()).add(name)

    assert [names for names in homes.values() if len(names) > 1] == []


def test_the_order_of_a_payment_and_the_end_of_a_right_to_recover_have_a_home_of_their_own():
    others = [name for name in BOOK if name.split(".")[0] not in {"allocation_order", "verjaring"}]
    twice = [name for name in others if re.search(r"payment_order|undirected|limitation_years|recovery_.*years", name)]

    assert twice == []
