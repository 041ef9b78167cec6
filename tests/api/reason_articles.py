"""Under which articles each reason is given: by the worked grounds, the worked cases and the people of the demo.

An article is that of the value of the rule book that decided. So it is read from decisions, and from the code where a
code and the value stand in one call; it is not written down a second time.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, Final

from sources import ROOT, syntax

from adapters.bootstrap import read_rule_book
from adapters.cli import arrangement_input, compute_bvv, compute_capacity, rules_personas
from adapters.cli.compute_arrangement import decide
from adapters.cli.compute_input import cents
from hub.advise.advice import about_person, advise
from hub.arrange import compute, interest
from hub.compare.compare import compare
from hub.domain.arrangement import Choice, Outcome, Proposal
from hub.domain.capacity import Authority
from hub.domain.facts import Facts
from hub.domain.reasons import Reason
from hub.domain.scheme import SchemeCode
from hub.means.protected_income import protected_income
from hub.means.tax_capacity import remission, tax_capacity
from hub.rules.policy import Policy

ON: Final = date(2026, 11, 24)
"""The day on which the people of the demo are looked at."""

SCHEME: Final = SchemeCode("rijk-2025")
KNOWN_ON: Final = date(2026, 12, 31)
GROUNDS: Final = ROOT / "tests" / "golden_grounds.txt"
CASES: Final = ROOT / "tests" / "cases"

_ABOUT: Final = ("says", "article", "expect")
_GROUND: Final = re.compile(r"^ +([a-z_]+\.[a-z0-9_]+) \[(.+?); \d{4}-", re.MULTILINE)

_Under = tuple[str, str]
"""A code, and an article."""


@cache
def articles() -> Mapping[str, tuple[str, ...]]:
    """Give for each code the articles that were found, in order; a code without any is not here."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, article in (*_written_out(), *_named(), *_of_people(), *_of_cases()):
        found[code].add(article)
    return {code: tuple(sorted(each)) for code, each in found.items()}


def _written_out() -> Iterator[_Under]:
    yield from _GROUND.findall(GROUNDS.read_text(encoding="utf-8"))


def _named() -> Iterator[_Under]:
    """Give what the code names itself: after a code, the value of the book that stands next in the same call."""
    book = read_rule_book()
    for path in sorted((ROOT / "hub").rglob("*.py")):
        tree = syntax(path)
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                texts = [_text(one, constants) for one in node.args]
                for code, name in pairwise(texts):
                    if code not in book and name in book:
                        yield code, book[name].article


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((each.id, node.value.value) for each in node.targets if isinstance(each, ast.Name))


def _text(node: ast.expr, constants: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _of_people() -> Iterator[_Under]:
    policy = Policy(on=ON, known_on=ON, book=read_rule_book())
    for told in rules_personas.told(ON):
        facts = {"answers": told.answers, "policy": policy, "on": ON, "choice": Choice(), "situation": told.situation}
        yield from _in(compare(**facts))
        yield from _around(compute.arrange(scheme=SCHEME, **facts), policy, about_person(told.answers))


def _of_cases() -> Iterator[_Under]:
    book = read_rule_book()
    for path in sorted(CASES.rglob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        if "claims" in case:
            question = arrangement_input.read({key: value for key, value in case.items() if key not in _ABOUT})
            outcome, policy = decide(question, book, today=KNOWN_ON)
            yield from _around(outcome, policy, about_person(question.answers))
        elif "in" in case:
            yield from _of_means(case["in"], Policy(on=case["in"]["on"], known_on=KNOWN_ON, book=book))


def _of_means(given: Mapping[str, Any], policy: Policy) -> Iterator[_Under]:
    if "authority" not in given:
        yield from _in(protected_income(compute_bvv.means(given), policy))
        return
    found = tax_capacity(compute_capacity.budget(given), policy, authority=Authority(given["authority"]))
    yield from _in(found)
    if "assessment" in given:
        yield from _in(remission(found, cents("assessment", given["assessment"]), policy))


def _around(outcome: Outcome, policy: Policy, person: Facts) -> Iterator[_Under]:
    """Give what is said of a decision, and beside it: interest, and advice, while it does not run and once it does."""
    yield from _in(outcome)
    yield from _in(interest.forecast(outcome, policy) if isinstance(outcome, Proposal) else ())
    claims = [item.claim for item in outcome.considered.claims]
    for running in ({}, {claim.key: policy.on for claim in claims}):
        yield from _in(advise(claims, person, outcome, policy, policy.on, running=running))


def _in(value: object) -> Iterator[_Under]:
    """Find every reason with an article, however deep it lies."""
    if isinstance(value, Reason):
        if value.article:
            yield value.code, value.article
    elif is_dataclass(value):
        for each in fields(value):
            yield from _in(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _in(inner)
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from _in(inner)
