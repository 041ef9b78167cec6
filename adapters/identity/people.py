"""People as the contract names them: by a number, by a client's own reference, and never otherwise."""

from dataclasses import dataclass

from adapters.identity.bsn import Bsn
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from consent.parties import ClientId, SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleDirectory:
    """The directory as the schema asks it: numbers come as text, and only test numbers where nobody is real."""

    directory: Directory
    keys: KeyRing
    test_only: bool

    async def ref_of_bsn(self, bsn: str) -> SubjectRef:
        return await self.directory.ref_of(Bsn.parse(bsn, test_only=self.test_only))

    async def find_bsn(self, bsn: str) -> SubjectRef | None:
        return await self.directory.find(Bsn.parse(bsn, test_only=self.test_only))

    async def from_pairwise(self, ref: str, client: ClientId) -> SubjectRef | None:
        return await self.directory.from_pairwise(ref, client)

    def pairwise(self, ref: SubjectRef, client: ClientId) -> str:
        return self.directory.pairwise(ref, client)

    def opaque(self, label: str, *parts: str) -> str:
        return self.keys.opaque(label, *parts)
