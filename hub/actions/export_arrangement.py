"""Give an arrangement to the exchange of debt help: on an article, written down first, and less what is secret."""

from dataclasses import dataclass
from datetime import date

from consent.parties import Agency, AgencyCode, SubjectRef
from hub.actions.living import Alive, Living
from hub.actions.read_carried import ExportProblem, OnBehalf
from hub.audit.events import Event
from hub.domain.claim import Claim
from hub.life.listed import ArrangementList
from hub.life.payment_reference import tag_of
from hub.ports import Clock, Store, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Which municipality receives it, by its code, and the article that allows that."""

    municipality: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What may be given. `kept_back`: owners of claims that stay secret, whatever anybody consented to."""

    subject: SubjectRef
    accepted_on: date
    begun_on: date
    claims: tuple[Claim, ...]
    kept_back: frozenset[AgencyCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportArrangement:
    """Exporting. `agencies` say whose data an article keeps secret."""

    agencies: tuple[Agency, ...]
    listing: ArrangementList
    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, behalf: OnBehalf, arrangement: str, recipient: Recipient) -> Exported | ExportProblem:
        """Give what may be given of one arrangement that the agency carries out, or did."""
        if not behalf.is_accounted_for:
            return ExportProblem.NO_REASON
        if not recipient.article.strip():
            return ExportProblem.NO_BASIS
        row = await self.listing.tagged(tag_of(arrangement))
        if row is None or row.executes != behalf.agency:
            return ExportProblem.UNKNOWN_ARRANGEMENT
        key = await self.vault.key(row.subject)
        async with self.store.transaction(row.subject) as transaction:
            alive = await Living(transaction=transaction, key=key, closed=()).find(arrangement)
            if alive is None or alive.life.begun_on is None:
                return ExportProblem.NOT_BEGUN
            exported = self._exported(alive, alive.life.begun_on)
            outcome: dict[str, str | int] = {
                "municipality": recipient.municipality,
                "article": recipient.article.strip(),
                "claims": len(exported.claims),
            }
            line = behalf.line(Event.ARRANGEMENT_EXPORTED, alive, self.clock.now(), outcome)
            await transaction.append_audit(line)
        return exported

    def _exported(self, alive: Alive, begun_on: date) -> Exported:
        secret = frozenset(agency.code for agency in self.agencies if agency.secrecy is not None)
        open_claims = [claim for claim in alive.life.claims if claim.open.total > 0]
        return Exported(
            subject=alive.kept.subject,
            accepted_on=alive.kept.accepted_at.date(),
            begun_on=begun_on,
            claims=tuple(claim for claim in open_claims if claim.owner not in secret),
            kept_back=secret & {claim.owner for claim in open_claims},
        )
