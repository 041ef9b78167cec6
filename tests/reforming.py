"""The book under the reform that the demo names."""

from typing import Any

from builders import BOOK, ON, ROOT, a_claim, a_report

from hub.arrange import compute
from hub.domain.arrangement import Choice
from hub.domain.scheme import SchemeCode
from hub.domain.source import Answers
from hub.rules.policy import Policy
from hub.rules.reform import read_reforms
from hub.rules.reformed import with_reforms

REFORMS = ROOT / "hub" / "rules" / "reforms"
NAME, WIDE = "rijk-breed", "rijk-wide"
LAW = with_reforms(BOOK, read_reforms(REFORMS))
BREED = LAW.under(NAME)

OWED_AT_ALL = (
    a_report("belastingdienst", a_claim(48_000, owner="belastingdienst", collector="belastingdienst", reference="B-1")),
    a_report("toeslagen", a_claim(21_000, owner="toeslagen", collector="toeslagen", reference="T-1")),
    a_report("cjib", a_claim(60_000)),
    a_report("duo", a_claim(10_000, owner="duo", collector="duo", reference="D-1")),
    a_report("cak", a_claim(15_000, owner="cak", collector="cak", reference="C-1")),
)
"""Something at each of the five agencies, which no law lets them arrange together."""


def a_reformed_policy() -> Policy:
    return Policy(on=ON, known_on=ON, book=BREED)


def decided_under_reform(given: Answers, *, scheme: str = WIDE) -> Any:
    return compute.arrange(answers=given, scheme=SchemeCode(scheme), policy=a_reformed_policy(), on=ON, choice=Choice())
