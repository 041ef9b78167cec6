"""What an agency says to an errand. Only what is said in so many words counts: whatever is doubtful is no grant."""

import re
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from types import MappingProxyType

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.fcid import strict_json, values
from adapters.agencies.fcid.faults import Malformed
from adapters.agencies.reasons import ErrandReason, Reason
from adapters.agencies.transport import Reply as HttpReply
from hub.domain.errand import Answered, PlannedTerm, Reply
from hub.domain.money import Cents

DECIDED = frozenset({HTTPStatus.OK, HTTPStatus.ACCEPTED})
"""Answers with a word of the agency in them: decided, and received."""

PROBLEM = "application/problem+json"
MOST_TERMS = 240
LONGEST_CODE = 60
LONGEST_ARTICLE = 200

_SAID = frozenset(Reply) - {Reply.UNREACHABLE}
_CODE = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
_NUMBER_OF_SOMEBODY = re.compile(r"\d{8,}")
_PROBLEMS = MappingProxyType(
    {
        "errand.key_reused": ErrandReason.KEY_REUSED,
        "errand.not_signed": ErrandReason.SIGNATURE_REFUSED,
        "errand.bad_signature": ErrandReason.SIGNATURE_REFUSED,
    }
)


def read(document: bytes, *, key: str, status: int) -> Answered:
    """Read the answer to the errand with this key. Raises CallFailed for what is none.

    One to another errand, perhaps well signed, is no answer to this one.
    """
    try:
        said = _object(strict_json.parse(document))
        if values.reference(said.get("key"), "$.key") != key:
            return Answered(reply=Reply.UNREACHABLE, reason=ErrandReason.OTHER_ANSWER.value, may_retry=True)
        return _answered(_reply(said, status), said)
    except Malformed:
        raise CallFailed(Reason.MALFORMED, ails=False) from None


def not_taken(reply: HttpReply) -> ErrandReason:
    """Say why an agency did not take an errand, from the code of its problem (RFC 9457) where it gives one."""
    if reply.status == HTTPStatus.NOT_FOUND:
        return ErrandReason.FORGOTTEN
    if reply.media_type != PROBLEM:
        return ErrandReason.NOT_TAKEN
    try:
        code = _object(strict_json.parse(reply.body)).get("code")
    except Malformed:
        return ErrandReason.NOT_TAKEN
    return _PROBLEMS.get(code, ErrandReason.NOT_TAKEN) if isinstance(code, str) else ErrandReason.NOT_TAKEN


def _reply(said: Mapping[str, object], status: int) -> Reply:
    word = values.reference(said.get("reply"), "$.reply")
    if word not in _SAID:
        raise CallFailed(Reason.UNKNOWN_WORD, ails=False)
    reply = Reply(word)
    # What is only received is said so twice, by status and by word.
    if (reply is Reply.RECEIVED) != (status == HTTPStatus.ACCEPTED):
        raise Malformed("errand.contradictory", "$.reply")
    return reply


def _answered(reply: Reply, said: Mapping[str, object]) -> Answered:
    if reply is Reply.RECEIVED:
        _without(said, "reason", "terms")
        return Answered(reply=reply)
    _without(said, *(name for name, whose in _ONLY.items() if whose is not reply))
    return Answered(
        reply=reply,
        reason=_code(said.get("reason")) if reply is Reply.REFUSED else None,
        article=None if said.get("article") is None else _article(said["article"]),
        terms=_terms(said.get("terms")) if reply is Reply.GRANTED_OTHERWISE else (),
        decided_on=values.day(said.get("decidedOn"), "$.decidedOn"),
    )


_ONLY = MappingProxyType({"reason": Reply.REFUSED, "terms": Reply.GRANTED_OTHERWISE})
"""What stands in one kind of answer only: a grant with a reason to refuse is no grant."""


def _without(said: Mapping[str, object], *names: str) -> None:
    for name in names:
        if said.get(name) not in (None, []):
            raise Malformed("errand.contradictory", f"$.{name}")


def _terms(listed: object) -> tuple[PlannedTerm, ...]:
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_TERMS:
        raise Malformed("errand.bad_terms", "$.terms")
    terms = tuple(_term(_object(each)) for each in listed)
    days: list[date] = [term.due_on for term in terms]
    if days != sorted(set(days)):
        raise Malformed("errand.bad_terms", "$.terms")
    return terms


def _term(said: Mapping[str, object]) -> PlannedTerm:
    amount: Cents = values.amount(said.get("amount"), "$.terms.amount")
    if amount == 0:
        raise Malformed("errand.bad_terms", "$.terms.amount")
    return PlannedTerm(due_on=values.day(said.get("dueOn"), "$.terms.dueOn"), amount=amount)


def _code(value: object) -> str:
    code = values.reference(value, "$.reason")
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        raise Malformed("errand.bad_code", "$.reason")
    return code


def _article(value: object) -> str:
    """Read an article: a short line, shown to people and written into logs, so that nobody's number may stand in it."""
    article = values.text(value, "$.article")
    if len(article) > LONGEST_ARTICLE or not article.isprintable() or _NUMBER_OF_SOMEBODY.search(article):
        raise Malformed("errand.bad_article", "$.article")
    return article


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Malformed("errand.wrong_type", "$")
    return value
