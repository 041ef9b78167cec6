"""What is on record about one person's consent: grants and their history, mandates, requests."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import Row, Table, bindparam, func, literal, or_, select, update

from adapters.store.arrangement_rows import ArrangementRows
from adapters.store.arrangement_tables import ARRANGEMENT
from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.tables import CONSENT_EVENT, CONSENT_GRANT, CONSENT_REQUEST, MANDATE_EVENT
from adapters.store.unit import Unit
from consent.activities import ActivityId
from consent.grants import ConsentEvent, Given, Grant, GrantId, Narrowed, Use, Used, Withdrawn
from consent.mandates import By, Mandate, MandateEnded, MandateEvent, MandateGiven, MandateId
from consent.parties import AgencyCode, SubjectRef
from consent.purposes import Category, Purpose
from consent.requests import ConsentRequest, RequestAnswer, RequestId
from consent.standing import Standing
from hub.audit import canonical
from hub.errors import BadInput

GIVEN, NARROWED, WITHDRAWN, ENDED = "GIVEN", "NARROWED", "WITHDRAWN", "ENDED"


_ITS_GRANT: Final = (CONSENT_GRANT.c.subject_ref == CONSENT_EVENT.c.subject_ref) & (
    CONSENT_GRANT.c.id == CONSENT_EVENT.c.grant_id
)

_HOW_MANY_MANDATES: Final = (
    select(func.count()).where(MANDATE_EVENT.c.subject_ref == bindparam("subject")).scalar_subquery()
)

_HOW_MANY_ARRANGEMENTS: Final = (
    select(func.count()).where(ARRANGEMENT.c.subject_ref == bindparam("subject")).scalar_subquery()
)

_HISTORY: Final = Prepared(
    select(
        CONSENT_GRANT,
        CONSENT_EVENT.c.type,
        CONSENT_EVENT.c.at,
        CONSENT_EVENT.c.made_by,
        CONSENT_EVENT.c.categories.label("left_of"),
        CONSENT_EVENT.c.valid_until.label("left_until"),
        _HOW_MANY_MANDATES.label("mandates"),
        _HOW_MANY_ARRANGEMENTS.label("arrangements"),
    )
    .join(CONSENT_EVENT, _ITS_GRANT)
    .where(CONSENT_EVENT.c.subject_ref == bindparam("subject"))
    .order_by(CONSENT_EVENT.c.at, CONSENT_EVENT.c.seq)
)
"""Beside each row how many mandates and arrangements there are: mostly none, and then nobody need ask for them."""

_MANDATES: Final = Prepared(
    select(MANDATE_EVENT)
    .where(MANDATE_EVENT.c.subject_ref == bindparam("subject"))
    .order_by(MANDATE_EVENT.c.at, MANDATE_EVENT.c.seq)
)


@cache
def _mark_used(grants: int) -> Prepared:
    """Note a use of so many grants. There are as many of these as agencies have grants in one question."""
    mine = CONSENT_GRANT.c.subject_ref == bindparam("subject")
    these = CONSENT_GRANT.c.id.in_([bindparam(f"grant{n}") for n in range(grants)])
    earlier = or_(CONSENT_GRANT.c.used_at.is_(None), CONSENT_GRANT.c.used_at < bindparam("at"))
    return Prepared(update(CONSENT_GRANT).where(mine, these, earlier).values(used_at=bindparam("at")))


class ConsentRows:
    """The rows about one person's consent, inside a transaction about them."""

    def __init__(self, unit: Unit, subject: SubjectRef, arrangements: ArrangementRows) -> None:
        self._unit = unit
        self._subject = subject
        self._arrangements = arrangements

    async def standing(self) -> Standing:
        rows = await self._unit.fetch(_HISTORY, subject=str(self._subject))
        has_mandates = not rows or rows[0].mandates > 0
        has_arrangements = not rows or rows[0].arrangements > 0
        return Standing(
            consents=_consents(rows),
            mandates=await self._mandates() if has_mandates else (),
            arrangements=await self._arrangements.carried_out() if has_arrangements else (),
        )

    async def append(self, event: Given | Narrowed | Withdrawn) -> None:
        match event:
            case Given(grant=grant):
                await self._add_grant(grant)
                await self._add_event(grant.id, GIVEN, event)
            case Narrowed():
                await self._must_be_known(event.grant_id)
                await self._add_event(event.grant_id, NARROWED, event)
            case Withdrawn():
                await self._must_be_known(event.grant_id)
                await self._mark_withdrawn(event.grant_id, event.at)
                await self._add_event(event.grant_id, WITHDRAWN, event)

    async def mark_used(self, grants: Sequence[GrantId], at: datetime) -> None:
        named = {f"grant{n}": str(grant) for n, grant in enumerate(grants)}
        if named:
            await self._unit.fetch(_mark_used(len(named)), subject=str(self._subject), at=at, **named)

    async def append_mandate(self, event: MandateEvent) -> None:
        is_given = isinstance(event, MandateGiven)
        values = {
            "mandate_id": event.mandate.id if isinstance(event, MandateGiven) else event.mandate_id,
            "type": GIVEN if is_given else ENDED,
            "at": event.at,
            "made_by": _written(event.by),
            "record": _written(event.mandate) if isinstance(event, MandateGiven) else None,
        }
        await self._number(MANDATE_EVENT, values)

    async def requests(self) -> tuple[ConsentRequest, ...]:
        mine = CONSENT_REQUEST.c.subject_ref == self._subject
        asked = select(CONSENT_REQUEST).where(mine).order_by(CONSENT_REQUEST.c.asked_at, CONSENT_REQUEST.c.id)
        rows = (await self._unit.run(asked)).all()
        return tuple(request for request in map(_request, rows) if request is not None)

    async def put_request(self, request: ConsentRequest) -> None:
        row = {
            "subject_ref": self._subject,
            "id": request.id,
            "recipient": request.recipient,
            "agencies": " ".join(request.agencies),
            "purposes": " ".join(request.purposes),
            "categories": " ".join(sorted(request.categories)),
            "use": request.use.value,
            "asked_at": request.asked_at,
            "expires_at": request.expires_at,
            "answer": request.answer.value if request.answer else None,
            "answered_at": request.answered_at,
            "grants": " ".join(request.grants),
        }
        adding = self._unit.insert(CONSENT_REQUEST).values(row)
        written = adding.on_conflict_do_update(
            index_elements=[CONSENT_REQUEST.c.subject_ref, CONSENT_REQUEST.c.id],
            set_={name: adding.excluded[name] for name in ("answer", "answered_at", "grants")},
            where=CONSENT_REQUEST.c.answer.is_(None),
        )
        if (await self._unit.run(written.returning(CONSENT_REQUEST.c.id))).first() is None:
            raise BadInput("consent_request.closed", "This request was answered already.", "Read the requests again.")

    async def _mandates(self) -> tuple[MandateEvent, ...]:
        rows = await self._unit.fetch(_MANDATES, subject=str(self._subject))
        return tuple(event for event in map(_mandate_event, rows) if event is not None)

    async def _add_grant(self, grant: Grant) -> None:
        row = {
            "subject_ref": self._subject,
            "id": grant.id,
            "recipient": grant.recipient,
            "agency": grant.agency,
            "purpose": grant.purpose,
            "categories": " ".join(sorted(grant.categories)),
            "activity": grant.activity,
            "notice": grant.notice,
            "use": grant.use.value,
            "valid_from": grant.valid_from,
            "valid_until": grant.valid_until,
            "used_at": None,
            "withdrawn_at": None,
        }
        added = self._unit.insert(CONSENT_GRANT).values(row).on_conflict_do_nothing().returning(CONSENT_GRANT.c.id)
        if (await self._unit.run(added)).first() is None:
            raise BadInput("consent.already_given", "This was given already.", "Withdraw the earlier grant first.")

    async def _must_be_known(self, grant_id: GrantId) -> None:
        """See that it is this person's grant; somebody else's is unknown here."""
        mine = (CONSENT_GRANT.c.subject_ref == self._subject) & (CONSENT_GRANT.c.id == grant_id)
        found = (await self._unit.run(select(CONSENT_GRANT.c.id).where(mine))).first() if is_name(grant_id) else None
        if found is None:
            raise BadInput("consent.unknown_grant", "There is no such grant.", "Read the grants again.")

    async def _mark_withdrawn(self, grant_id: GrantId, at: datetime) -> None:
        """Note the earliest withdrawal on the grant."""
        mine = (CONSENT_GRANT.c.subject_ref == self._subject) & (CONSENT_GRANT.c.id == grant_id)
        later = or_(CONSENT_GRANT.c.withdrawn_at.is_(None), CONSENT_GRANT.c.withdrawn_at > at)
        await self._unit.run(update(CONSENT_GRANT).where(mine, later).values(withdrawn_at=at))

    async def _add_event(self, grant_id: GrantId, kind: str, event: Given | Narrowed | Withdrawn) -> None:
        left = event if isinstance(event, Narrowed) else None
        values = {
            "grant_id": grant_id,
            "type": kind,
            "at": event.at,
            "made_by": _written(event.by),
            "categories": " ".join(sorted(left.categories)) if left and left.categories is not None else None,
            "valid_until": left.valid_until if left else None,
        }
        await self._number(CONSENT_EVENT, values)

    async def _number(self, table: Table, values: dict[str, Any]) -> None:
        """Add a row with the person's next number in that table."""
        following = func.coalesce(func.max(table.c.seq), 0) + 1
        given = [literal(value, table.c[name].type) for name, value in values.items()]
        line = select(literal(str(self._subject)), following, *given).where(table.c.subject_ref == self._subject)
        await self._unit.run(self._unit.insert(table).from_select(["subject_ref", "seq", *values], line))


def _consents(rows: Sequence[Row[Any]]) -> tuple[ConsentEvent, ...]:
    used = {row.id: Used(grant_id=GrantId(row.id), at=row.used_at) for row in rows if row.used_at is not None}
    happened: list[ConsentEvent] = [event for event in map(_event, rows) if event is not None]
    return (*happened, *used.values())


def _written(value: By | Mandate) -> str:
    return canonical.dumps(value).decode()


@lru_cache(maxsize=1024)
def _by(written: str) -> By:
    """Read who did it; the same few texts come often. What cannot be read is nobody: the event still counts."""
    try:
        by: By = canonical.loads(By, written.encode())
    except ValueError:
        return By()
    return by


def _event(row: Row[Any]) -> ConsentEvent | None:
    """Read an event. What gives and cannot be read gives nothing; what takes away always takes away."""
    grant_id, by = GrantId(row.id), _by(row.made_by)
    if row.type == GIVEN:
        return _given(row, by)
    if row.type == NARROWED:
        try:
            categories = None if row.left_of is None else frozenset(Category(word) for word in row.left_of.split())
        except ValueError:
            return Withdrawn(grant_id=grant_id, at=row.at, by=by)
        return Narrowed(grant_id=grant_id, at=row.at, categories=categories, valid_until=row.left_until, by=by)
    return Withdrawn(grant_id=grant_id, at=row.at, by=by)


def _given(row: Row[Any], by: By) -> Given | None:
    try:
        grant = Grant(
            id=GrantId(row.id),
            subject=SubjectRef(row.subject_ref),
            recipient=row.recipient,
            agency=AgencyCode(row.agency),
            purpose=Purpose(row.purpose),
            categories=frozenset(Category(word) for word in row.categories.split()),
            activity=ActivityId(row.activity),
            notice=row.notice,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            use=Use(row.use),
        )
    except ValueError:
        return None
    return Given(grant=grant, at=row.at, by=by)


def _mandate_event(row: Row[Any]) -> MandateEvent | None:
    if row.type == ENDED:
        return MandateEnded(mandate_id=MandateId(row.mandate_id), at=row.at, by=_by(row.made_by))
    try:
        mandate: Mandate = canonical.loads(Mandate, row.record.encode())
    except ValueError:
        return None
    return MandateGiven(mandate=mandate, at=row.at, by=_by(row.made_by))


def _request(row: Row[Any]) -> ConsentRequest | None:
    """Read a request. What cannot be read asks nothing."""
    try:
        return ConsentRequest(
            id=RequestId(row.id),
            subject=SubjectRef(row.subject_ref),
            recipient=row.recipient,
            agencies=tuple(AgencyCode(code) for code in row.agencies.split()),
            purposes=tuple(Purpose(word) for word in row.purposes.split()),
            categories=frozenset(Category(word) for word in row.categories.split()),
            use=Use(row.use),
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            answer=RequestAnswer(row.answer) if row.answer else None,
            answered_at=row.answered_at,
            grants=tuple(GrantId(name) for name in row.grants.split()),
        )
    except ValueError:
        return None
