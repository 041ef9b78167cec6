"""What stood in files for banks, inside a transaction about one person; implements `hub.life.bank_files.BankFiles`."""

from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.store.arrangement_tables import BANK_FILE_ENTRY
from adapters.store.prepared import Prepared
from adapters.store.unit import Unit
from consent.arrangements import ArrangementId
from consent.parties import SubjectRef
from hub.life.bank_files import KeptEntry

_ITS: Final = BANK_FILE_ENTRY.c
_OF: Final = Prepared(
    select(BANK_FILE_ENTRY)
    .where(_ITS.subject_ref == bindparam("subject"), _ITS.arrangement_id == bindparam("arrangement"))
    .order_by(_ITS.at, _ITS.file)
)


class BankFileRows:
    """The rows about one person, inside a transaction about them."""

    def __init__(self, unit: Unit, subject: SubjectRef) -> None:
        self._unit = unit
        self._subject = subject

    async def of(self, arrangement: ArrangementId) -> tuple[KeptEntry, ...]:
        rows = await self._unit.fetch(_OF, subject=str(self._subject), arrangement=str(arrangement))
        return tuple(KeptEntry(file=row.file, at=row.at, sealed=row.sealed) for row in rows)

    async def add(self, arrangement: ArrangementId, entry: KeptEntry) -> None:
        row = {
            "subject_ref": str(self._subject),
            "arrangement_id": arrangement,
            "file": entry.file,
            "at": entry.at,
            "sealed": entry.sealed,
        }
        await self._unit.run(insert(BANK_FILE_ENTRY).values(row))
