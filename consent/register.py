"""The register of processing activities: read from TOML, checked whole, and asked which activity serves a question."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from consent import keeping
from consent.activities import EVERY, ORGANIZATION, OWN, REPRESENTATIVE, WORKER, Activity, Basis, Controller, Footing
from consent.parties import SELF, Oin, Requester
from consent.purposes import Category, Purpose

LANGUAGES: Final = ("nl", "en")
"""In which every text must stand; the first is the one that counts."""

_OIN: Final = re.compile(r"[0-9]{20}")
_CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,60}")
_WORDS: Final = frozenset({SELF, REPRESENTATIVE, ORGANIZATION, WORKER})
_MUST: Final = ("code", "version", "purpose", "footing", "basis", "article", "recipients", "sources", "categories")
_TEXTS: Final = ("code", "purpose", "footing", "basis", "article")
_LISTS: Final = ("recipients", "sources", "categories")
_TABLES: Final = ("text", "retention")
_MAY: Final = ("valid_from", "valid_to", "lapses_after_months", "impact_assessment", "text", "retention", "keeps")


class RegisterFault(ValueError):
    """The register cannot be used; the message names the activity and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Every version of every activity. `fingerprint` tells one register from another, to the letter."""

    activities: tuple[Activity, ...]
    request_days: int
    fingerprint: str

    def in_force(self, on: date) -> tuple[Activity, ...]:
        """List the activities of a day, in the order of the register."""
        return tuple(activity for activity in self.activities if activity.in_force(on))

    def serving(self, purpose: Purpose, requester: Requester, *, on: date) -> tuple[Activity, ...]:
        """List the activities of a day that serve this purpose and have the requester among their recipients."""
        return tuple(
            activity for activity in self.in_force(on) if activity.purpose is purpose and activity.admits(requester)
        )

    def consented(self, purpose: Purpose, recipient: str, *, on: date) -> Activity | None:
        """Find the activity that a person's consent is for; None where this is nothing to consent to."""
        word = SELF if recipient == SELF else ORGANIZATION
        return next(
            (
                activity
                for activity in self.in_force(on)
                if activity.purpose is purpose
                and activity.footing is Footing.GRANT
                and activity.recipients & {word, recipient}
            ),
            None,
        )

    def find(self, name: str) -> Activity | None:
        """Find a version by its id or its URI; one that is no longer in force too."""
        return next((activity for activity in self.activities if name in {activity.id, activity.uri}), None)


def read(texts: Sequence[str], *, agencies: Iterable[str] = ()) -> Register:
    """Read the register's files, in their order. Raises RegisterFault; a register with one fault is no register.

    `agencies` are the codes that sources may name.
    """
    activities: list[Activity] = []
    request_days = 0
    for text in texts:
        content = _parsed(text)
        controller = _controller(content)
        request_days = content.get("requests", {}).get("open_days", request_days)
        activities += [_activity(entry, controller, frozenset(agencies)) for entry in content.get("activity", [])]
    if type(request_days) is not int or request_days < 1:
        raise RegisterFault("requests.open_days: a whole number of days, at least 1")
    _check_versions(activities)
    fingerprint = sha256("\0".join(texts).encode()).hexdigest()
    return Register(activities=tuple(activities), request_days=request_days, fingerprint=f"sha256:{fingerprint}")


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RegisterFault(f"no TOML: {fault}") from None
    if unknown := set(content) - {"controller", "requests", "activity"}:
        raise RegisterFault(f"unknown part: {', '.join(sorted(unknown))}")
    requests, entries = content.get("requests", {}), content.get("activity", [])
    if not isinstance(requests, dict) or set(requests) - {"open_days"}:
        raise RegisterFault("requests: open_days and nothing else")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RegisterFault("activity: a list of tables")
    return content


def _controller(content: Mapping[str, Any]) -> Controller:
    told = content.get("controller", {})
    if not _is_table(told) or set(told) != {"oin", "name", "contact"} or not _OIN.fullmatch(told["oin"]):
        raise RegisterFault("controller: oin (20 digits), name and contact")
    return Controller(oin=Oin(told["oin"]), name=told["name"], contact=told["contact"])


def _activity(entry: Mapping[str, Any], controller: Controller, agencies: frozenset[str]) -> Activity:
    name = f"{entry.get('code', '?')}:{entry.get('version', '?')}"
    if missing := [key for key in (*_MUST, "valid_from", *_TABLES) if key not in entry]:
        raise RegisterFault(f"{name}: missing {', '.join(missing)}")
    if unknown := sorted(set(entry) - {*_MUST, *_MAY}):
        raise RegisterFault(f"{name}: unknown {', '.join(unknown)}")
    if misshapen := _misshapen(entry):
        raise RegisterFault(f"{name}: no text, list of texts or table of texts: {', '.join(misshapen)}")
    try:
        activity = _made(entry, controller)
    except ValueError as fault:
        raise RegisterFault(f"{name}: {fault}") from None
    _check(activity, agencies)
    return activity


def _misshapen(entry: Mapping[str, Any]) -> list[str]:
    """Name what has the wrong shape: TOML lets anything stand anywhere."""
    return [
        *(key for key in _TEXTS if not isinstance(entry[key], str)),
        *(key for key in _LISTS if not isinstance(entry[key], list) or not _are_texts(entry[key])),
        *(key for key in _TABLES if not _is_table(entry[key])),
        *(["keeps"] if not _are_tables(entry.get("keeps", [])) else []),
        *(["impact_assessment"] if not isinstance(entry.get("impact_assessment", ""), str) else []),
    ]


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and _are_texts(value.values())


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_table, value))


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _made(entry: Mapping[str, Any], controller: Controller) -> Activity:
    return Activity(
        code=entry["code"],
        version=entry["version"],
        purpose=Purpose(entry["purpose"]),
        footing=Footing(entry["footing"]),
        basis=Basis(entry["basis"]),
        article=entry["article"],
        controller=controller,
        recipients=frozenset(entry["recipients"]),
        sources=frozenset(entry["sources"]),
        categories=frozenset(Category(word) for word in entry["categories"]),
        texts={language: entry["text"].get(language, "").strip() for language in LANGUAGES},
        retention={language: entry["retention"].get(language, "").strip() for language in LANGUAGES},
        valid_from=entry["valid_from"],
        valid_to=entry.get("valid_to"),
        lapses_after_months=entry.get("lapses_after_months", 6),
        impact_assessment=entry.get("impact_assessment"),
        keeps=tuple(keeping.read(one) for one in entry.get("keeps", [])),
    )


def _check(activity: Activity, agencies: frozenset[str]) -> None:
    """Refuse what could never be meant; above all, consent where a law is needed and the other way round."""
    strange = [word for word in activity.recipients if word not in _WORDS and not _OIN.fullmatch(word)]
    unknown = activity.sources - {EVERY, OWN} - agencies
    needs_consent = activity.footing in {Footing.GRANT, Footing.MANDATE}
    is_whole_number = type(activity.version) is int and type(activity.lapses_after_months) is int
    wrong = {
        "code: small letters, digits and hyphens": not _CODE.fullmatch(activity.code),
        "version and months: whole numbers, at least 1": not is_whole_number
        or min(activity.version, activity.lapses_after_months) < 1,
        f"recipients: {', '.join(sorted(strange))}": bool(strange),
        f"sources: no such agency: {', '.join(sorted(unknown))}": bool(unknown),
        "recipients, sources, categories: at least one each": not (
            activity.recipients and activity.sources and activity.categories
        ),
        "basis: consent goes with a grant or a mandate, and with nothing else": needs_consent
        is not (activity.basis is Basis.CONSENT),
        "article: name it": not activity.article.strip(),
        "text and retention: in nl and en": not all((*activity.texts.values(), *activity.retention.values())),
        "valid_from and valid_to: days, in their order": not _is_period(activity.valid_from, activity.valid_to),
    }
    if found := [says for says, is_wrong in wrong.items() if is_wrong]:
        raise RegisterFault(f"{activity.id}: {'; '.join(found)}")


def _is_period(start: object, end: object) -> bool:
    """Say whether these are days in their order. A moment is no day, though Python takes one for the other."""
    return type(start) is date and (end is None or (type(end) is date and start <= end))


def _check_versions(activities: Sequence[Activity]) -> None:
    """Refuse two versions of one activity on one day: nobody could tell which one a person consented to."""
    for place, activity in enumerate(activities):
        for other in activities[:place]:
            if other.code != activity.code:
                continue
            if other.version == activity.version:
                raise RegisterFault(f"{activity.id}: there twice")
            ends = (other.valid_to or date.max, activity.valid_to or date.max)
            if max(other.valid_from, activity.valid_from) <= min(ends):
                raise RegisterFault(f"{activity.id}: in force beside {other.id}")
