"""An agency as its data folder describes it: who it is, which FCID it speaks, what its words mean."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.agencies.fcid import profile as fcid_profile
from adapters.agencies.fcid import values, words
from adapters.agencies.fcid.faults import Malformed, ProfileFault
from adapters.agencies.fcid.profile import Profile
from adapters.agencies.fcid.words import Words
from consent.parties import Agency, AgencyCode, Oin


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProfile:
    """All that is needed to ask an agency and understand its answer, addresses and keys aside."""

    agency: Agency
    fcid: Profile
    words: Words
    signs_answers: bool
    states_registration: bool


def load(folder: Path) -> AgencyProfile:
    """Read `agency.toml` and `words.toml` of one folder. Raises ProfileFault that names the file and the key."""
    where = f"{folder.name}/agency.toml"
    table = _table(folder / "agency.toml", where)
    return AgencyProfile(
        agency=Agency(
            code=AgencyCode(_text(table, "code", where)),
            name=_text(table, "name", where),
            oin=_oin(table, where),
            secrecy=_secrecy(table.get("secrecy"), where),
        ),
        fcid=fcid_profile.load(_text(table, "profile", where)),
        words=words.from_toml(_read(folder / "words.toml", f"{folder.name}/words.toml"), f"{folder.name}/words.toml"),
        signs_answers=_flag(table, "signs_answers", where),
        states_registration=_flag(table, "states_registration", where),
    )


def _table(path: Path, where: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(_read(path, where))
    except tomllib.TOMLDecodeError:
        raise _unsound(where, "it is no TOML") from None


def _read(path: Path, where: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise _unsound(where, "it cannot be read") from None


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise _unsound(where, f"{key} should be text")
    return value


def _flag(table: Mapping[str, object], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise _unsound(where, f"{key} should be true or false")
    return value


def _oin(table: Mapping[str, object], where: str) -> Oin:
    try:
        return values.oin(table.get("oin"), where)
    except Malformed:
        raise _unsound(where, "oin should be 20 digits") from None


def _secrecy(value: object, where: str) -> str | None:
    """Read the article that forbids passing data on: a text, or a table with the article in it."""
    article = value.get("article") if isinstance(value, dict) else value
    if article is not None and not isinstance(article, str):
        raise _unsound(where, "secrecy should name an article")
    return article


def _unsound(where: str, what: str) -> ProfileFault:
    return ProfileFault("agency.unsound", f"The agency's file {where} is not sound: {what}.", "Mend the file.")
