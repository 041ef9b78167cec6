"""What an agency has of the errands brought to it: each key once, and how often it was carried out, which is once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from adapters.agencies.simulator.errand import Errand, Term

KEPT_AT_MOST = 100_000
LATER = timedelta(weeks=4)
"""How much later the terms come that an agency grants in place of those it was asked for."""

LOOKS = {"acknowledges": 1, "acknowledges_twice": 2, "forgets": 1}
"""How often one must look before an errand that was only received is decided, or forgotten."""

ENDS = {"resume_collection", "close"}
"""What tells that an arrangement is over that came to run."""

ARTICLE = "Awb 4:94"
UNKNOWN = ("arrangement.unknown", ARTICLE)
WITHDRAWN = ("arrangement.withdrawn", ARTICLE)
DECLINED = ("arrangement.not_wanted", ARTICLE)


class KeyReused(Exception):
    """Under this key something else was brought before."""


class BookFull(Exception):
    """A simulator is no archive."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One errand: what was brought, how often, and what became of it."""

    errand: Errand
    behaviour: str | None
    brought: int = 0
    looked: int = 0
    carried_out: int = 0
    looks_left: int = 0
    decided_on: date | None = None
    refusal: tuple[str, str] | None = None
    terms: tuple[Term, ...] = ()

    @property
    def reply(self) -> str:
        """How it stands, in a word."""
        if self.decided_on is None:
            return "received"
        if self.refusal is not None:
            return "refused"
        return "granted_otherwise" if self.terms else "granted"

    def told(self) -> dict[str, object]:
        """Tell it without a word about the person."""
        return {
            "key": self.errand.key,
            "kind": self.errand.kind,
            "arrangement": self.errand.arrangement,
            "brought": self.brought,
            "looked": self.looked,
            "carriedOut": self.carried_out,
            "reply": self.reply,
        }


@dataclass(slots=True, kw_only=True)
class ErrandBook:
    """All errands of one agency, in memory."""

    entries: dict[str, Entry] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    forgotten: dict[str, Entry] = field(default_factory=dict)

    def bring(self, errand: Errand, behaviour: str | None, today: date) -> Entry:
        """Write it down and decide, once; the same again changes nothing."""
        entry = self.entries.get(errand.key)
        if entry is None:
            entry = self._write_down(errand, behaviour)
        if entry.errand.content != errand.content:
            raise KeyReused
        if not entry.looks_left and entry.decided_on is None:
            self._decide(entry, today)
        entry.brought += 1
        return entry

    def look(self, key: str, today: date) -> Entry | None:
        """Tell how it stands. What was only received comes one step further, or is lost."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        entry.looked += 1
        if entry.looks_left:
            entry.looks_left -= 1
            if entry.behaviour == "forgets":
                self.forgotten[key] = self.entries.pop(key)
                return None
            if not entry.looks_left:
                self._decide(entry, today)
        return entry

    def _write_down(self, errand: Errand, behaviour: str | None) -> Entry:
        if len(self.entries) >= KEPT_AT_MOST:
            raise BookFull
        # What was forgotten once is kept the second time; its count goes on.
        entry = self.forgotten.get(errand.key)
        if entry is None:
            entry = Entry(errand=errand, behaviour=behaviour, looks_left=LOOKS.get(behaviour or "", 0))
        self.entries[errand.key] = entry
        return entry

    def _decide(self, entry: Entry, today: date) -> None:
        entry.carried_out += 1
        entry.decided_on = today
        entry.refusal = self._refusal(entry)
        if entry.refusal is None:
            self._carry_out(entry)

    def _refusal(self, entry: Entry) -> tuple[str, str] | None:
        errand = entry.errand
        match errand.kind:
            case "change" | "amend" | "pause" if errand.arrangement not in self.known:
                return UNKNOWN
            case "request" | "suspend" if errand.arrangement in self.withdrawn:
                # What comes late must not bring back what the person took back.
                return WITHDRAWN
            case _:
                return DECLINED if entry.behaviour == "declines" else None

    def _carry_out(self, entry: Entry) -> None:
        errand = entry.errand
        if errand.kind == "withdraw":
            self.withdrawn.add(errand.arrangement)
            self.known.discard(errand.arrangement)
        elif errand.kind not in ENDS:
            self.known.add(errand.arrangement)
        if entry.behaviour == "other_terms":
            entry.terms = tuple(Term(due_on=term.due_on + LATER, amount=term.amount) for term in errand.terms)


def written(entry: Entry) -> Mapping[str, object]:
    """Write the answer of the wire."""
    said: dict[str, object] = {"key": entry.errand.key, "reply": entry.reply}
    if entry.decided_on is not None:
        said["decidedOn"] = entry.decided_on.isoformat()
    if entry.refusal is not None:
        said["reason"], said["article"] = entry.refusal
    if entry.terms:
        said["terms"] = [{"dueOn": term.due_on.isoformat(), "amount": term.amount} for term in entry.terms]
    return said
