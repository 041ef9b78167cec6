"""Show what was accepted: to the person, to whoever acts for them, and to the agencies that carry it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent import decide
from consent.mandates import Mandate
from consent.parties import Agency, AgencyCode, Requester, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.register import Register
from consent.standing import Standing
from consent.verdict import Ground, Permitted, Verdict
from hub.actions.acting import may_view, refused
from hub.actions.living import Alive, Living, Written, alive_of
from hub.audit.events import Edition, Event, Trace, record
from hub.errors import BadInput
from hub.life.kept import KeptArrangement, KeptErrand
from hub.ports import Clock, PersonKey, Store, Transaction, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks, at whose arrangements. `case`: the reason and number without which no worker looks."""

    requester: Requester
    subject: SubjectRef
    trace: Trace
    case: str | None = None

    def __post_init__(self) -> None:
        """Refuse a worker's look without a reason: every look-up must be accounted for."""
        if self.requester.role is Role.STAFF and not (self.case or "").strip():
            raise BadInput("case.missing", "A worker must say why they look.", "Send `case` with a reason and number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An arrangement as far as somebody may see it.

    `owners` are the agencies whose claims, payments and errands they see. `whole`: they see what stands above the
    agencies too, such as the terms and what happened.
    """

    alive: Alive
    happened: tuple[Written, ...]
    errands: tuple[KeptErrand, ...]
    owners: frozenset[AgencyCode]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allowed:
    """What somebody may see: everything, what a mandate reaches, or what was decided about an agency."""

    mandate: Mandate | None = None
    verdicts: tuple[Verdict, ...] | None = None

    def owners(self, kept: KeptArrangement, requester: Requester) -> frozenset[AgencyCode]:
        """Whose claims they see of one arrangement; an agency that does not carry it out sees its own."""
        if self.verdicts is None:
            return kept.owners if self.mandate is None else kept.owners & self.mandate.agencies
        permitted = frozenset(
            verdict.agency
            for verdict in self.verdicts
            if isinstance(verdict, Permitted) and verdict.arrangement == kept.id
        )
        own = frozenset({requester.agency}) if requester.agency else frozenset()
        return permitted & (kept.owners if requester.agency == kept.executes else own)

    def whole(self, kept: KeptArrangement, requester: Requester) -> bool:
        """Say whether they see what stands above the agencies."""
        if self.verdicts is None:
            return self.mandate is None or {*kept.owners, kept.executes} <= self.mandate.agencies
        return requester.agency == kept.executes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAccepted:
    """Showing. An agency sees what it carries out, and an owner its own claims in it, while it is carried out."""

    agencies: tuple[Agency, ...]
    register: Register
    edition: Edition
    store: Store
    vault: Vault
    clock: Clock

    async def __call__(self, look: Look) -> tuple[Seen, ...] | Ground:
        """Give them, the latest first; or why nothing is shown. Somebody unknown and somebody without are alike."""
        key = await self.vault.key(look.subject)
        async with self.store.transaction(look.subject) as transaction:
            at = self.clock.now()
            standing = await transaction.standing()
            allowed = await self._allowed(look, standing, transaction, at)
            if isinstance(allowed, Ground):
                await transaction.append_audit(refused(allowed, look.requester, look.subject, at, look.trace))
                return allowed
            found = await self._seen(look, allowed, transaction, key)
            await self._note(look, allowed, found, standing, transaction, at)
        return found

    async def _allowed(
        self, look: Look, standing: Standing, transaction: Transaction, at: datetime
    ) -> _Allowed | Ground:
        if look.requester.role not in (Role.AGENCY, Role.STAFF):
            found = await may_view(look.requester, look.subject, transaction, at)
            return found if isinstance(found, Ground) else _Allowed(mandate=found)
        moment = standing.moment(at)
        verdicts = decide.decide(
            requester=look.requester,
            subject=look.subject,
            activities=self.register.serving(Purpose.EXECUTION, look.requester, on=moment.date()),
            categories=frozenset({Category.CLAIMS}),
            agencies=self.agencies,
            standing=standing,
            at=moment,
        )
        if any(isinstance(verdict, Permitted) for verdict in verdicts):
            return _Allowed(verdicts=verdicts)
        grounds = {verdict.ground for verdict in verdicts if not isinstance(verdict, Permitted)}
        return Ground.PURPOSE_NOT_REGISTERED if Ground.PURPOSE_NOT_REGISTERED in grounds else Ground.NO_ARRANGEMENT

    async def _seen(self, look: Look, allowed: _Allowed, transaction: Transaction, key: PersonKey) -> tuple[Seen, ...]:
        living = Living(transaction=transaction, key=key, closed=())
        found = []
        for kept in reversed(await transaction.arrangements.all()):
            owners = allowed.owners(kept, look.requester)
            if not owners:
                continue
            whole = allowed.whole(kept, look.requester)
            happened = await living.read(kept)
            errands = await transaction.arrangements.errands(kept.id)
            found.append(
                Seen(
                    alive=alive_of(kept, happened),
                    happened=happened,
                    errands=tuple(each for each in errands if whole or each.agency in owners),
                    owners=owners,
                    whole=whole,
                )
            )
        return tuple(found)

    async def _note(
        self,
        look: Look,
        allowed: _Allowed,
        found: Sequence[Seen],
        standing: Standing,
        transaction: Transaction,
        at: datetime,
    ) -> None:
        shown = {owner for seen in found for owner in seen.owners}
        await transaction.append_audit(
            record(
                Event.ARRANGEMENT_READ,
                requester=look.requester,
                subject=look.subject,
                at=at,
                trace=look.trace,
                mandate=allowed.mandate.id if allowed.mandate else None,
                case=look.case,
                purpose=None if allowed.verdicts is None else Purpose.EXECUTION,
                register=self.register.fingerprint,
                edition=self.edition,
                facts=standing.size,
                verdicts=[verdict for verdict in allowed.verdicts or () if verdict.agency in shown],
                outcome={"arrangements": len(found)},
            )
        )
