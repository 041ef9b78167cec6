"""The list of arrangements across people; implements `hub.life.listed.ArrangementList`."""

from typing import Any, Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.arrangement_tables import ARRANGEMENT_TAG
from adapters.store.names import is_name
from adapters.store.prepared import Prepared
from adapters.store.unit import fetched
from consent.arrangements import ArrangementId
from consent.parties import AgencyCode, SubjectRef
from hub.life.listed import Listed

_ITS: Final = ARRANGEMENT_TAG.c
_OF_AGENCY: Final = Prepared(
    select(ARRANGEMENT_TAG)
    .where(_ITS.executes == bindparam("executes"), _ITS.tag > bindparam("after"))
    .order_by(_ITS.tag)
    .limit(bindparam("at_most"))
)
_TAGGED: Final = Prepared(select(ARRANGEMENT_TAG).where(_ITS.tag == bindparam("tag")))


class SqlArrangementList:
    """The rows that say whose arrangement stands under a tag, and nothing else about anybody."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def carried_out_by(self, agency: AgencyCode, *, after: str, at_most: int) -> tuple[Listed, ...]:
        rows = await fetched(self._engine, _OF_AGENCY, executes=str(agency), after=after, at_most=at_most)
        return tuple(map(_listed, rows))

    async def tagged(self, tag: str) -> Listed | None:
        rows = await fetched(self._engine, _TAGGED, tag=tag) if is_name(tag) else []
        return _listed(rows[0]) if rows else None


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        tag=row.tag,
        subject=SubjectRef(row.ref),
        arrangement=ArrangementId(row.arrangement),
        executes=AgencyCode(row.executes),
    )
