"""Make a link by which a person pays a term, or everything, to the agency that carries their arrangement out."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from hub.actions.acting import ConsentProblem
from hub.actions.change_arrangement import Change, ChangeArrangement, Named
from hub.actions.living import Alive
from hub.actions.once import OnceProblem
from hub.audit import canonical
from hub.life import events
from hub.life.actor import Actor
from hub.life.life import Life
from hub.life.payment_link import LinkWish, PaymentLink, PaymentLinks, to_pay
from hub.life.payment_reference import PaymentFor, tag_of
from hub.life.problem import LifeProblem
from hub.rules.policy import Policy

Linked = PaymentLink | LifeProblem | ConsentProblem | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePaymentLink:
    """Making. `links` is None where no agency offers any. Nothing happens to the arrangement until money comes in."""

    change: ChangeArrangement
    links: PaymentLinks | None

    async def __call__(self, named: Named, due_on: date | None) -> Linked:
        """Give a link for the term of a day, or for everything; the same call again gives the same one."""
        today = self.change.clock.today()
        came = await self.change(named, self._wish(due_on, today))
        if not isinstance(came, Alive):
            return came
        amount = to_pay(came.life, due_on, on=today)
        if isinstance(amount, LifeProblem):
            return amount
        assert self.links is not None  # noqa: S101 without them nothing was done
        return await self.links.make(
            LinkWish(
                key=sha256(canonical.dumps([named.requester.client, named.subject, named.key])).hexdigest(),
                agency=came.kept.executes,
                about=PaymentFor(tag=tag_of(came.kept.id), due_on=due_on),
                amount=amount,
            )
        )

    def _wish(self, due_on: date | None, today: date) -> Change:
        """See who may, once, written down; the arrangement itself stays as it is."""

        def act(life: Life, _by: Actor, _policy: Policy) -> tuple[events.Event, ...] | LifeProblem:
            if self.links is None:
                return LifeProblem.LINK_NOT_OFFERED
            amount = to_pay(life, due_on, on=today)
            return amount if isinstance(amount, LifeProblem) else ()

        return Change(operation="makePaymentLink", by_person=True, act=act, given={"due_on": str(due_on)})
