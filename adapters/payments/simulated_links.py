"""Payment links for the demo: nobody can pay by them, and each is what a real one would be."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from adapters.payments.reference import reference_of
from hub.life.payment_link import LinkWish, PaymentLink

SCHEME: Final = "simulator"
ADDRESS: Final = "https://pay.invalid/"
"""No such place exists (RFC 6761)."""

LIFE: Final = timedelta(hours=1)
MOST: Final = 10_000
"""Links that are remembered; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPaymentLinks:
    """Makes links, and remembers them by their key until they have expired."""

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    made: OrderedDict[str, PaymentLink] = field(default_factory=OrderedDict)

    async def make(self, wish: LinkWish) -> PaymentLink:
        known = self.made.get(wish.key)
        if known is not None and known.expires_at > self.now():
            return known
        link = PaymentLink(
            scheme=SCHEME,
            url=f"{ADDRESS}{self.new_id()}",
            expires_at=self.now() + LIFE,
            amount=wish.amount,
            reference=reference_of(wish.about),
        )
        self.made[wish.key] = link
        while len(self.made) > MOST:
            self.made.popitem(last=False)
        return link
