"""The letter: it says what it must in both languages; on paper it can be heard, kept, and made again to the byte."""

import hashlib
import io
import tomllib
from dataclasses import replace

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from portal.agreements import TODAY, a_debt, a_letter, a_proposal, a_reason, a_remedy, an_agreement, said
from portal.papers import tags, words

from adapters.portal.client import ArrangementState, DecisionManner
from adapters.portal.letter import Notice
from adapters.portal.pdf import FOLDER, NOT_SET, pdf

LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])


@LANGUAGES
async def test_what_the_letter_says_stands_on_paper(language: str) -> None:
    letter = a_letter(an_agreement(), language, is_demo=True)
    paper = words(await pdf(letter, TODAY))

    for text in said(letter).splitlines():
        assert " ".join(text.replace("\u00a0", " ").split()) in paper, text


@LANGUAGES
async def test_a_letter_on_paper_has_language_title_and_tags(language: str) -> None:
    letter = a_letter(an_agreement(), language)
    content = await pdf(letter, TODAY)

    with pikepdf.open(io.BytesIO(content)) as paper:
        assert str(paper.Root.Lang) == language
        assert str(paper.docinfo.Title) == letter.title
        assert str(paper.docinfo.CreationDate) == "D:20261129000000Z"
        assert bool(paper.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(paper.Root.MarkInfo.Marked)
        about = paper.open_metadata()
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert all("/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor for font in fonts(paper))
    found = tags(content)
    assert found.count("H1") == 1
    assert found.index("H1") < found.index("H2") < found.index("H3") < found.index("H4")
    assert found.count("Table") == 3
    assert found.count("THead") == 3
    assert found.count("TH") == 3 + 3 + 3


def fonts(paper: pikepdf.Pdf) -> list[pikepdf.Object]:
    found = [font for page in paper.pages for font in page.Resources.Font.values()]
    assert found
    return [font.DescendantFonts[0] for font in found]


async def test_the_same_letter_on_the_same_day_is_the_same_to_the_byte() -> None:
    assert await pdf(a_letter(an_agreement()), TODAY) == await pdf(a_letter(an_agreement()), TODAY)


async def test_a_letter_without_a_title_is_not_made() -> None:
    with pytest.raises(typst.TypstError, match="title"):
        await pdf(replace(a_letter(an_agreement()), title=""), TODAY)


@pytest.mark.parametrize("text", ["#panic()", "*a* _b_ $c$", '"; #read("letter.typ")', "<b>a & b</b>", "Ż ŵ é – €"])
async def test_what_an_organisation_wrote_is_text_and_nothing_else(text: str) -> None:
    letter = a_letter(an_agreement(debts=[a_debt(label=text)]))

    assert f"{text} van CJIB" in said(letter)
    assert f"{text} van CJIB" in words(await pdf(letter, TODAY))


async def test_a_character_that_no_font_here_has_keeps_nobody_from_a_letter() -> None:
    letter = a_letter(an_agreement(debts=[a_debt(label="a 汉\u200b\u0007\nb")]))

    assert "a \ufffd\ufffd\ufffd b van CJIB" in words(await pdf(letter, TODAY))


async def test_every_character_that_is_set_has_its_picture_in_both_weights() -> None:
    whole = "".join(each for each in map(chr, range(0x10000)) if not NOT_SET.match(each))
    (due,) = a_proposal().dues
    letter = a_letter(a_proposal(dues=[due], reasons=[a_reason(whole)], conditions=[]))
    bold = replace(letter, pieces=[*letter.pieces, Notice(title=whole, text=whole)])

    assert len(whole) > 600
    assert await pdf(bold, TODAY)


@settings(max_examples=25, deadline=None)
@given(text=st.text())
async def test_whatever_an_organisation_wrote_there_is_a_letter(text: str) -> None:
    assert await pdf(a_letter(an_agreement(debts=[a_debt(label=text, remedies=[])])), TODAY)


def test_remedies_are_told_debt_by_debt() -> None:
    debts = [
        a_debt(remedies=[a_remedy(remedy="administratief beroep", body="officier van justitie")]),
        a_debt(label="Huurtoeslag", owner="Dienst Toeslagen", remedies=[a_remedy(payingWaivesIt=True, endsOn=None)]),
        a_debt(label="Boete", remedies=[]),
        a_debt(label="Studieschuld", owner="DUO", remedies=None),
    ]
    text = said(a_letter(an_agreement(debts=debts)))

    first, second, third, fourth = (
        text.index(each) for each in ("Verkeersboete van", "Huurtoeslag", "Boete", "Studie")
    )
    assert first < text.index("Administratief beroep") < text.index("officier van justitie") < second
    assert second < text.index("Bezwaar\n") < text.index("Geen einddatum bekend") < text.index("niet meer doen") < third
    assert third < text.index("Wij weten niet wat u hiertegen kunt doen") < fourth
    assert "Dit konden wij nu niet vragen. Kijk in de brief van DUO, of bel." in text[fourth:]


def test_a_proposal_says_that_it_is_none_of_a_decision() -> None:
    text = said(a_letter(a_proposal()))

    assert "Dit is een voorstel, en geen besluit" in text
    assert "Een voorstel houdt niets tegen." in text
    assert "13 december 2026" in text
    assert "CJIB beslist. Dat gaat volgens een vaste regel." in text
    assert "U ging akkoord" not in text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"how": DecisionManner.BY_PERSON, "state": ArrangementState.REQUESTED}, "Daar kijkt een mens naar."),
        ({"how": None, "state": ArrangementState.ACCEPTED}, "CJIB beslist."),
        ({}, "CJIB besliste op 2 november 2026."),
        ({"is_what_if": True}, "De wet van nu kent deze regeling niet."),
        ({"reform": ("rijk-breed", "Alle vijf doen mee.")}, "onder het voorstel rijk-breed"),
        ({"reasons": []}, "staat in het bewijs"),
        ({"open_afterwards": 1_234}, "Wat daarna nog openstaat: €\u00a012,34"),
    ],
    ids=["person", "somebody", "decided", "what-if", "reform", "no-reasons", "left-open"],
)
def test_a_letter_says_who_decides_and_what_it_rests_on(changes: dict[str, object], says: str) -> None:
    assert says in said(a_letter(an_agreement(**changes)))


@pytest.mark.parametrize("state", ArrangementState)
@LANGUAGES
async def test_there_is_a_letter_in_every_state(state: ArrangementState, language: str) -> None:
    letter = a_letter(an_agreement(state=state), language)

    assert letter.title in words(await pdf(letter, TODAY))
    assert "0800 0000" in said(letter)


async def test_seventy_two_months_to_five_organisations_fit_on_paper() -> None:
    names = ["Belastingdienst", "Dienst Toeslagen", "CJIB", "DUO", "CAK"]
    (due,) = a_proposal().dues
    shares = dict.fromkeys(names, 123_456)
    dues = [replace(due, number=number, amount=617_280, shares=shares) for number in range(1, 73)]
    parts = [replace(a_proposal().per_agency[0], name=name) for name in names]

    content = await pdf(a_letter(a_proposal(dues=dues, per_agency=parts)), TODAY)

    assert words(content).count("€ 1.234,56") == 72 * 5
    assert tags(content).count("TR") == 6 + 73


def test_the_fonts_of_letters_are_those_that_were_reviewed() -> None:
    folder = FOLDER / "fonts"
    listed = tomllib.loads((folder / "VENDORED.toml").read_text(encoding="utf-8"))["files"]

    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.ttf")} == listed
    assert (FOLDER.parent / "static/licences/noto-sans-ofl-1.1.txt").is_file()
