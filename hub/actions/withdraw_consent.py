"""A person takes consent back. The next question is refused, and one that is under way releases nothing."""

from dataclasses import dataclass

from consent import history
from consent.grants import GrantId, Withdrawn
from consent.history import GrantState
from consent.parties import Requester, SubjectRef
from hub.actions import once
from hub.actions.give_consent import ConsentProblem
from hub.actions.once import Call, OnceProblem
from hub.audit.events import Event, record
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Which grants the person takes back."""

    requester: Requester
    subject: SubjectRef
    grants: tuple[GrantId, ...]
    trace_id: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """Withdrawing consent. One that was withdrawn before stays withdrawn since then."""

    store: Store
    clock: Clock

    async def __call__(self, wish: Withdrawal) -> tuple[GrantState, ...] | ConsentProblem | OnceProblem:
        """Withdraw every named grant, or none. Somebody else's grant and one that never was give the same answer."""
        if not wish.requester.is_subject(wish.subject):
            return ConsentProblem(code="consent.not_their_own", path="person")
        if not wish.grants:
            return ConsentProblem(code="grant.none_named", path="grants")
        at = self.clock.now()
        call = Call(
            client=wish.requester.client,
            key=wish.key,
            operation="withdrawConsent",
            given={"grants": wish.grants},
        )
        async with self.store.transaction(wish.subject) as transaction:
            known = {state.grant.id: state for state in history.states(await transaction.consent_events(), known_at=at)}
            for place, grant_id in enumerate(wish.grants):
                if grant_id not in known:
                    return ConsentProblem(code="grant.unknown", path=f"grants.{place}")
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            if begun is None:
                for grant_id in dict.fromkeys(wish.grants):
                    if known[grant_id].withdrawn_at is None:
                        await transaction.append_consent(Withdrawn(grant_id=grant_id, at=at))
                await transaction.append_audit(
                    record(
                        Event.CONSENT_WITHDRAWN,
                        requester=wish.requester,
                        subject=wish.subject,
                        at=at,
                        trace_id=wish.trace_id,
                        grounds=dict.fromkeys(wish.grants, "withdrawn"),
                        outcome={"grants": len(wish.grants)},
                    )
                )
                await once.finish(call, transaction, at=at, result=" ".join(wish.grants))
            after = history.states(await transaction.consent_events(), known_at=at)
        return tuple(state for state in after if state.grant.id in wish.grants)
