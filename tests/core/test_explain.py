import ast
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from hub.arrange import explain
from hub.domain.facts import FactName
from hub.domain.reasons import Day, Money, Reason
from hub.domain.source import SourceStatus

CODE = Path(__file__).resolve().parents[2] / "hub"
GRAMMAR = re.compile(r"^[a-z_]+\.[a-z0-9_]+$")


PARTS = ("arrange", "means", "advise", "compare", "life", "review")


NO_REASONS = {"problem", "outgoing", "disputes"}


def used_codes() -> set[str]:
    """Every reason code that can be given: literals in the grammar that name no rule of the book and no fault.

    What became of telling a subscriber, or an agency of a dispute, is for operators, who read codes.
    """
    files = [path for part in PARTS for path in (CODE / part).rglob("*.py") if path.stem not in NO_REASONS]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    literals = {text for tree in trees for text in texts(tree) if GRAMMAR.match(text)}
    faults = {
        text
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "BadInput"
        for text in texts(node.args[0])
    }
    book = {path.stem for path in (CODE / "rules" / "book").glob("*.toml")} | {"hub"}
    codes = {code for code in literals - faults if code.split(".")[0] not in book}
    return codes | {"claim.contradictory", "claim.not_understood"}


def texts(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_has_a_sentence_and_every_sentence_a_code(language):
    assert set(explain.sentences(language)["reasons"]) == used_codes()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_stands_in_one_file(language):
    texts = CODE / "arrange" / "texts"
    told = [
        code
        for path in texts.glob(f"*.{language}.toml")
        for code in tomllib.loads(path.read_text(encoding="utf-8")).get("reasons", {})
    ]

    assert {path.name.split(".")[0] for path in texts.glob(f"*.{language}.toml")} == set(explain.PARTS)
    assert len(told) == len(set(told))


def test_both_languages_say_the_same_with_the_same_values():
    dutch, english = (explain.sentences(language)["reasons"] for language in ("nl", "en"))
    for code, sentence in dutch.items():
        names = set(re.findall(r"{(\w+)}", sentence)) - {"nl"}
        assert names == set(re.findall(r"{(\w+)}", english[code])) - {"en"}, code


@pytest.mark.parametrize("language", ["nl", "en"])
def test_facts_and_statuses_have_words(language):
    words = explain.sentences(language)["words"]
    never_alone = {FactName.TRANSFERRED_FROM, FactName.TRANSFERRED_TO, FactName.SERVED}
    assert set(words) == {name.value for name in set(FactName) - never_alone} | {s.value for s in SourceStatus}


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (0, "€ 0,00", "€0.00"),
        (7500, "€ 75,00", "€75.00"),
        (123456789, "€ 1.234.567,89", "€1,234,567.89"),
        (-5, "-€ 0,05", "-€0.05"),
        (1, "€ 0,01", "€0.01"),
    ],
)
def test_money_is_written_the_way_people_read_it(cents, dutch, english):
    assert explain.money(cents, "nl") == dutch
    assert explain.money(cents, "en") == english


def test_a_reason_reads_as_a_sentence():
    reason = Reason(
        code="instalment.amount",
        values={"amount": Money(cents=13888), "rest": Money(cents=13920), "months": 36},
    )
    assert explain.render(reason, "nl") == "U betaalt 36 keer: eerst € 138,88 per maand, en de laatste keer € 139,20."
    assert explain.render(reason, "en") == "You pay 36 times: €138.88 a month, and €139.20 the last time."


def test_dates_and_facts_are_written_out():
    until = Reason(code="term.limitation", values={"until": Day(on=date(2027, 3, 1))})
    unknown = Reason(code="person.fact_unknown", values={"fact": "insolvency"})

    assert "1 maart 2027" in explain.render(until, "nl")
    assert "whether you are in a debt settlement" in explain.render(unknown, "en")


def test_agencies_are_called_by_their_names_where_these_are_known():
    missing = Reason(code="source.missing", values={"agency": "duo", "status": "unreachable"})

    assert "from DUO (unreachable)" in explain.render(missing, "en", {"duo": "DUO"})
    assert "from duo (unreachable)" in explain.render(missing, "en")


def test_a_code_without_a_sentence_is_a_fault():
    with pytest.raises(KeyError):
        explain.render(Reason(code="no.such"), "nl")
