"""A mandate ends: by the person, unless a court gave it, or by whoever acts."""

from dataclasses import dataclass

from consent.mandates import MandateEnded, MandateId
from consent.parties import Requester, SubjectRef
from hub.actions import once
from hub.actions.acting import ConsentProblem, by
from hub.actions.mandates_on_record import Came, note, shown_to, states_of
from hub.actions.once import Call, OnceProblem
from hub.audit.events import Event, Trace
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate:
    """Ending mandates: by the person, unless a court gave it, or by whoever acts."""

    store: Store
    clock: Clock

    async def __call__(
        self,
        *,
        requester: Requester,
        subject: SubjectRef,
        wanted: tuple[MandateId, ...],
        trace: Trace,
        key: str,
    ) -> Came:
        """End every named mandate, or none. Somebody else's and one that never was give the same answer."""
        if not wanted:
            return ConsentProblem(code="mandate.none_named", path="mandates")
        call = Call(client=requester.client, key=key, operation="endMandate", given={"mandates": wanted})
        async with self.store.transaction(subject) as transaction:
            at = (await transaction.standing()).moment(self.clock.now())
            visible = shown_to(requester, subject, await states_of(transaction, at))
            known = {state.mandate.id: state for state in visible}
            for place, name in enumerate(wanted):
                if name not in known:
                    return ConsentProblem(code="mandate.unknown", path=f"mandates.{place}")
                if known[name].mandate.kind.by_court and not requester.represents:
                    return ConsentProblem(code="mandate.by_court", path=f"mandates.{place}")
            begun = await once.begin(call, transaction, at=at)
            if isinstance(begun, OnceProblem):
                return begun
            if begun is None:
                for name in dict.fromkeys(wanted):
                    if known[name].ended_at is None:
                        await transaction.append_mandate(MandateEnded(mandate_id=name, at=at, by=by(requester)))
                    await note(Event.MANDATE_ENDED, requester, known[name].mandate, at, trace, transaction)
                await once.finish(call, transaction, at=at, result=" ".join(wanted))
            return await states_of(transaction, at, only=wanted)
