"""An agency is data: a folder says who it is and what its words mean, and a slip in it is named."""

from pathlib import Path

import pytest
from agencies.fcid_cases import OIN_HERE

from adapters.agencies import agency_profile
from adapters.agencies.fcid.faults import ProfileFault
from adapters.agencies.fcid.words import Part
from adapters.agencies.registry import AGENCIES, folder
from hub.domain.claim import Component

AGENCY = f"""
code = "hier"
name = "Instantie Hier"
oin = "{OIN_HERE}"
profile = "fcid-4.1-assumed"
signs_answers = true
states_registration = false
secrecy = "Wet X art. 1"
"""
WORDS = """
[h_boete]
kind = "fine"
component = "principal"
says = "Boete"

[h_verhoging]
component = "increase"
says = "Verhoging"
"""


def _folder(at: Path, agency: str = AGENCY, words: str = WORDS) -> Path:
    (at / "agency.toml").write_text(agency, encoding="utf-8")
    (at / "words.toml").write_text(words, encoding="utf-8")
    return at


@pytest.mark.parametrize("code", [*AGENCIES, "example"])
def test_every_agency_of_ours_is_sound(code: str) -> None:
    loaded = agency_profile.load(folder(code))

    assert loaded.agency.code == code
    assert loaded.words


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    loaded = agency_profile.load(_folder(tmp_path))

    assert (loaded.agency.code, loaded.agency.name, loaded.agency.oin) == ("hier", "Instantie Hier", OIN_HERE)
    assert (loaded.agency.secrecy, loaded.signs_answers, loaded.states_registration) == ("Wet X art. 1", True, False)
    assert loaded.fcid.name == "fcid-4.1-assumed"
    assert (loaded.words["h_boete"].kind, loaded.words["h_boete"].part) == ("fine", Part.PRINCIPAL)
    assert loaded.words["h_verhoging"].part.component is Component.PRINCIPAL


@pytest.mark.parametrize(
    ("line", "article"),
    [("", None), ('secrecy = "Wet Y"', "Wet Y"), ('secrecy = { article = "Wet Z", confidence = "recalled" }', "Wet Z")],
)
def test_secrecy_is_an_article_or_a_table_with_one_or_nothing(tmp_path: Path, line: str, article: str | None) -> None:
    folder_ = _folder(tmp_path, AGENCY.replace('secrecy = "Wet X art. 1"', line))

    assert agency_profile.load(folder_).agency.secrecy == article


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('code = "hier"', "", "code should be text"),
        ('name = "Instantie Hier"', "name = 5", "name should be text"),
        (OIN_HERE, "123", "oin should be 20 digits"),
        ("signs_answers = true", 'signs_answers = "ja"', "signs_answers should be true or false"),
        ('secrecy = "Wet X art. 1"', "secrecy = 67", "secrecy should name an article"),
        ('"fcid-4.1-assumed"', '"fcid-9"', "no such FCID profile"),
        ("code =", "code", "it is no TOML"),
    ],
)
def test_a_slip_in_the_agency_file_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in AGENCY

    with pytest.raises(ProfileFault, match=what):
        agency_profile.load(_folder(tmp_path, AGENCY.replace(old, new)))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("[Boete]\n", "Boete is no type code"),
        ("h_boete = 5", "needs component and says"),
        ('[h_a]\ncomponent = "principal"\nkind = "x"\n', "needs component and says"),
        ('[h_a]\ncomponent = "costs"\nsays = "A"\nkleur = "rood"\n', "needs component and says"),
        ('[h_a]\ncomponent = "rest"\nsays = "A"\n', "has no component"),
        ('[h_a]\ncomponent = "principal"\nsays = "A"\n', "a principal has a kind"),
        ('[h_a]\ncomponent = "costs"\nsays = "A"\nkind = "fine"\n', "nothing else has"),
        ("[h_a\n", "no TOML"),
    ],
)
def test_a_slip_in_the_word_list_is_named(tmp_path: Path, words: str, what: str) -> None:
    with pytest.raises(ProfileFault, match=what):
        agency_profile.load(_folder(tmp_path, words=words))


def test_a_missing_file_is_named_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(ProfileFault, match=r"agency\.toml is not sound: it cannot be read") as refused:
        agency_profile.load(tmp_path / "nergens")

    assert str(tmp_path) not in str(refused.value)
