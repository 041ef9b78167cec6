"""Arrangements on record: how they stand, what happened to them, what is brought to agencies, and work that waits."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, insert, select, update

from adapters.store.arrangement_tables import ARRANGEMENT, ARRANGEMENT_EVENT, ARRANGEMENT_TAG, ERRAND, WORK
from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.unit import Unit
from consent.arrangements import ArrangementId, CarriedOut
from consent.parties import AgencyCode, SubjectRef
from hub.domain.scheme import SchemeCode
from hub.errors import BadInput
from hub.life.kept import KeptArrangement, KeptErrand, KeptEvent, Work, WorkKind
from hub.life.payment_reference import tag_of
from hub.life.states import State

_MINE: Final = Prepared(
    select(ARRANGEMENT).where(ARRANGEMENT.c.subject_ref == bindparam("subject")).order_by(ARRANGEMENT.c.accepted_at)
)


class ArrangementRows:
    """The rows about one person's arrangements, inside a transaction about them."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject

    async def all(self) -> tuple[KeptArrangement, ...]:
        rows = await self._unit.fetch(_MINE, subject=str(self._subject))
        return tuple(map(_arrangement, rows))

    async def carried_out(self) -> tuple[CarriedOut, ...]:
        """What of them decides about access."""
        return tuple(kept.carried_out for kept in await self.all())

    async def begin(self, kept: KeptArrangement) -> bool:
        """Write a new one; False where another one is open at the same agency."""
        row = {
            "subject_ref": str(self._subject),
            "id": kept.id,
            "proposal": kept.proposal,
            "scheme": kept.scheme,
            "executes": kept.executes,
            "article": kept.article,
            "trace_id": kept.trace_id,
            "accepted_at": kept.accepted_at,
            **_standing(kept),
        }
        added = self._unit.insert(ARRANGEMENT).values(row).on_conflict_do_nothing().returning(ARRANGEMENT.c.id)
        if (await self._unit.run(added)).first() is None:
            return False
        tagged = {"tag": tag_of(kept.id), "ref": str(self._subject), "arrangement": kept.id, "executes": kept.executes}
        await self._unit.run(insert(ARRANGEMENT_TAG).values(tagged))
        return True

    async def stand(self, kept: KeptArrangement, *, since: int) -> None:
        """Write where it stands now, if it stood at this version before. Raises BadInput where it did not."""
        mine = (ARRANGEMENT.c.subject_ref == self._subject) & (ARRANGEMENT.c.id == kept.id)
        written = update(ARRANGEMENT).where(mine, ARRANGEMENT.c.version == since).values(**_standing(kept))
        if (await self._unit.run(written.returning(ARRANGEMENT.c.id))).first() is None:
            raise BadInput("arrangement.changed_meanwhile", "It was changed meanwhile.", "Read it again.")

    async def events(self, arrangement: str) -> tuple[KeptEvent, ...]:
        mine = (ARRANGEMENT_EVENT.c.subject_ref == self._subject) & (ARRANGEMENT_EVENT.c.arrangement_id == arrangement)
        if not is_name(arrangement):
            return ()
        rows = await self._unit.run(select(ARRANGEMENT_EVENT).where(mine).order_by(ARRANGEMENT_EVENT.c.seq))
        return tuple(KeptEvent(seq=row.seq, at=row.at, sealed=row.sealed) for row in rows)

    async def append(self, arrangement: ArrangementId, events: Sequence[KeptEvent]) -> None:
        for event in events:
            row = {
                "subject_ref": str(self._subject),
                "arrangement_id": arrangement,
                "seq": event.seq,
                "at": event.at,
                "sealed": event.sealed,
            }
            await self._unit.run(insert(ARRANGEMENT_EVENT).values(row))

    async def errands(self, arrangement: str) -> tuple[KeptErrand, ...]:
        mine = (ERRAND.c.subject_ref == self._subject) & (ERRAND.c.arrangement_id == arrangement)
        rows = await self._unit.run(select(ERRAND).where(mine).order_by(ERRAND.c.made_at, ERRAND.c.id))
        return tuple(map(_errand, rows))

    async def errand(self, errand_id: str) -> KeptErrand | None:
        mine = (ERRAND.c.subject_ref == self._subject) & (ERRAND.c.id == errand_id)
        row = (await self._unit.run(select(ERRAND).where(mine))).first()
        return None if row is None else _errand(row)

    async def put_errand(self, errand: KeptErrand) -> None:
        """Write an errand, or what came of it; what is brought never changes."""
        came = {
            "reply": errand.reply,
            "reason": errand.reason,
            "article": errand.article,
            "tries": errand.tries,
            "next_try_at": errand.next_try_at,
            "answered_at": errand.answered_at,
        }
        row = {
            "subject_ref": str(self._subject),
            "id": errand.id,
            "arrangement_id": errand.arrangement,
            "agency": errand.agency,
            "kind": errand.kind,
            "sealed": errand.sealed,
            "made_at": errand.made_at,
            **came,
        }
        adding = self._unit.insert(ERRAND).values(row)
        await self._unit.run(
            adding.on_conflict_do_update(index_elements=[ERRAND.c.subject_ref, ERRAND.c.id], set_=came)
        )

    async def put_work(self, work: Work) -> None:
        """Put work where workers find it, or move it to another moment."""
        row = {
            "id": work.id,
            "kind": work.kind.value,
            "ref": str(work.subject),
            "about": work.about,
            "due_at": work.due_at,
            "turn": work.turn,
        }
        adding = self._unit.insert(WORK).values(row)
        again = {"due_at": adding.excluded.due_at, "turn": WORK.c.turn + 1}
        await self._unit.run(adding.on_conflict_do_update(index_elements=[WORK.c.id], set_=again))

    async def drop_work(self, work_id: str) -> None:
        """Take away what is done."""
        await self._unit.run(delete(WORK).where(WORK.c.id == work_id))

    async def drop_all_work(self, kinds: Collection[WorkKind]) -> None:
        theirs = (WORK.c.ref == str(self._subject)) & WORK.c.kind.in_([kind.value for kind in kinds])
        await self._unit.run(delete(WORK).where(theirs))


def _standing(kept: KeptArrangement) -> dict[str, Any]:
    return {
        "owners": " ".join(sorted(kept.owners)),
        "state": kept.state.value,
        "is_open": kept.is_open,
        "version": kept.version,
        "begun_at": kept.begun_at,
        "ended_at": kept.ended_at,
    }


def _arrangement(row: Row[Any]) -> KeptArrangement:
    return KeptArrangement(
        id=ArrangementId(row.id),
        subject=SubjectRef(row.subject_ref),
        proposal=row.proposal,
        scheme=SchemeCode(row.scheme),
        executes=AgencyCode(row.executes),
        owners=frozenset(map(AgencyCode, row.owners.split())),
        article=row.article,
        trace_id=row.trace_id,
        state=State(row.state),
        version=row.version,
        accepted_at=row.accepted_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
    )


def _errand(row: Row[Any]) -> KeptErrand:
    return KeptErrand(
        id=row.id,
        arrangement=ArrangementId(row.arrangement_id),
        agency=AgencyCode(row.agency),
        kind=row.kind,
        sealed=row.sealed,
        made_at=row.made_at,
        reply=row.reply,
        reason=row.reason,
        article=row.article,
        tries=row.tries,
        next_try_at=row.next_try_at,
        answered_at=row.answered_at,
    )
