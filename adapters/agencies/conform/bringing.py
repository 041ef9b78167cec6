"""The desk: an arrangement is registered, amended and ended there, each errand once under its key (ADR 0054)."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import httpx2

from adapters.agencies import errand_reader
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.conform.point import Check, Impossible, Wrong, status
from adapters.agencies.conform.visitor import READ, Visitor
from hub.domain.errand import Answered, Reply

MONTH = timedelta(days=30)
AMOUNT = 2_500


@dataclass(slots=True, kw_only=True)
class Bringing:
    """Looks at the desk, with an arrangement of a person who does not exist."""

    visitor: Visitor
    bsn: str = field(repr=False)
    today: date
    claims: list[str] = field(default_factory=list)
    _arrangement: str = field(default_factory=lambda: secrets.token_hex(16))
    _taken: Mapping[str, Any] = field(default_factory=dict)

    def points(self) -> Mapping[tuple[str, str], Check]:
        """Name what is looked at, in order."""
        return {
            ("errands.token_needed", "Without a token nothing is taken (401)"): self._token_needed,
            ("errands.scope", "A token for reading does not do (403)"): self._scope,
            ("errands.unsigned", "What is not signed is not taken (400, errand.not_signed)"): self._unsigned,
            ("errands.forged", "Nor what somebody changed on the way (400, errand.bad_signature)"): self._forged,
            ("errands.malformed", "Nor what is no errand (400, errand.malformed)"): self._malformed,
            ("errands.other", "Nor an errand under another one's address (400)"): self._other,
            ("errands.taken", "PUT registers: received (202), or decided (200)"): self._put,
            ("errands.once", "The same again gets the same answer"): self._once,
            ("errands.key_reused", "Something else under that key is refused (422, errand.key_reused)"): self._reused,
            ("errands.looked_up", "GET tells how it stands"): self._looked_up,
            ("errands.unknown", "GET of an unknown key is 404 (errand.unknown)"): self._unknown,
            ("errands.amended", "PATCH amends it"): self._amended,
            ("errands.not_there", "PATCH of what was never registered is refused in words"): self._not_there,
            ("errands.ended", "DELETE ends it"): self._ended,
        }

    def _errand(self, kind: str, **changes: object) -> Mapping[str, Any]:
        terms = [{"dueOn": (self.today + MONTH * n).isoformat(), "amount": AMOUNT} for n in (1, 2)]
        oin = self.visitor.target.oin
        said: dict[str, Any] = {
            "key": secrets.token_hex(16),
            "kind": kind,
            "to": oin,
            "arrangement": self._arrangement,
            "bsn": self.bsn,
            "scheme": "rijk-2025",
            "executes": oin,
            "claims": [{"owner": oin, "reference": (self.claims or ["CONFORM-1"])[0], "open": AMOUNT * 2}],
            "terms": terms,
            "conditions": [],
            "startsOn": self.today.isoformat(),
        }
        return {**said, **changes}

    def _token_needed(self) -> Iterable[Wrong]:
        return status(self.visitor.bring("PUT", self._errand("request"), token=""), HTTPStatus.UNAUTHORIZED)

    def _scope(self) -> Iterable[Wrong]:
        only_reads = self.visitor.token(READ)
        return status(self.visitor.bring("PUT", self._errand("request"), token=only_reads), HTTPStatus.FORBIDDEN)

    def _unsigned(self) -> Iterator[Wrong]:
        answer = self.visitor.bring("PUT", self._errand("request"), signed=b"")
        yield from _refused(answer, HTTPStatus.BAD_REQUEST, "errand.not_signed")

    def _forged(self) -> Iterator[Wrong]:
        answer = self.visitor.bring("PUT", self._errand("request"), signed=b"{}")
        yield from _refused(answer, HTTPStatus.BAD_REQUEST, "errand.bad_signature")

    def _malformed(self) -> Iterator[Wrong]:
        answer = self.visitor.bring("PUT", {"key": secrets.token_hex(16)})
        yield from _refused(answer, HTTPStatus.BAD_REQUEST, "errand.malformed")

    def _other(self) -> Iterable[Wrong]:
        """A kind that does not go with its method: an ending that comes as a registration."""
        return status(self.visitor.bring("PUT", self._errand("close")), HTTPStatus.BAD_REQUEST)

    def _put(self) -> Iterator[Wrong]:
        said = self._errand("request")
        answer = self.visitor.bring("PUT", said)
        yield from self._answer(answer, said)
        if answer.status_code in errand_reader.DECIDED:
            self._taken = said

    def _once(self) -> Iterator[Wrong]:
        before = self.visitor.look(self._there["key"])
        again = self.visitor.bring("PUT", self._there)
        yield from self._answer(again, self._there)
        decided = before.status_code == again.status_code == HTTPStatus.OK
        if decided and not _same(self.visitor.opened(before), self.visitor.opened(again)):
            yield Wrong(found="brought again, it was decided again")

    def _reused(self) -> Iterator[Wrong]:
        changed = {**self._there, "terms": self._there["terms"][:1]}
        yield from _refused(self.visitor.bring("PUT", changed), HTTPStatus.UNPROCESSABLE_ENTITY, "errand.key_reused")

    def _looked_up(self) -> Iterator[Wrong]:
        yield from self._answer(self.visitor.look(self._there["key"]), self._there)

    def _unknown(self) -> Iterator[Wrong]:
        answer = self.visitor.look(secrets.token_hex(16))
        yield from _refused(answer, HTTPStatus.NOT_FOUND, "errand.unknown")

    def _amended(self) -> Iterator[Wrong]:
        said = self._errand("change", arrangement=self._there["arrangement"])
        yield from self._answer(self.visitor.bring("PATCH", said), said)

    def _not_there(self) -> Iterator[Wrong]:
        said = self._errand("change", arrangement=secrets.token_hex(16))
        answered = self._read(self.visitor.bring("PATCH", said), said)
        if answered.reply not in {Reply.REFUSED, Reply.RECEIVED}:
            yield Wrong(found=f"the answer is {answered.reply.value}", sure=False)

    def _ended(self) -> Iterator[Wrong]:
        said = self._errand("withdraw", arrangement=self._there["arrangement"], terms=[])
        yield from self._answer(self.visitor.bring("DELETE", said), said)

    @property
    def _there(self) -> Mapping[str, Any]:
        if not self._taken:
            raise Impossible("nothing could be registered")
        return self._taken

    def _answer(self, answer: httpx2.Response, said: Mapping[str, Any]) -> Iterator[Wrong]:
        """Find what is wrong with the answer to an errand."""
        yield from status(answer, *sorted(errand_reader.DECIDED))
        if answer.status_code in errand_reader.DECIDED:
            try:
                if self._read(answer, said).reply is Reply.UNREACHABLE:
                    yield Wrong(found="it names another errand than the one that was brought")
            except CallFailed as failed:
                yield Wrong(found=f"what it says cannot be understood ({failed.reason.value})")

    def _read(self, answer: httpx2.Response, said: Mapping[str, Any]) -> Answered:
        return errand_reader.read(self.visitor.opened(answer), key=said["key"], status=answer.status_code)


def _same(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def _refused(answer: httpx2.Response, wanted: int, code: str) -> Iterator[Wrong]:
    """Find a refusal with another status, or without the code that programs look at."""
    yield from status(answer, wanted)
    if answer.status_code == wanted:
        try:
            told = answer.json().get("code")
        except (ValueError, AttributeError):
            told = None
        if told != code:
            yield Wrong(found=f"its problem has not the code {code}")
