"""Which plan somebody looks at: under which scheme, how long, or how much a month. Kept in the session only."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, Self

from adapters.portal.client import ChoiceInput
from adapters.portal.client.schemes import SchemesSchemes
from adapters.portal.visitor import Visitor

NOTE: Final = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen; nothing: what the rules give. `months` and `amount` (cents) are never both there.

    `opt_ins` are claims that wait and are wanted in all the same: each with the remedy that paying it may cost.
    """

    scheme: str | None = None
    months: int | None = None
    amount: int | None = None
    payment_day: int | None = None
    opt_ins: tuple[tuple[str, str], ...] = ()

    @classmethod
    def kept(cls, visitor: Visitor) -> Self:
        """Give what was chosen earlier in this session."""
        note = visitor.notes.get(NOTE)
        if note is None:
            return cls()
        told = json.loads(note)
        return cls(**{**told, "opt_ins": tuple((claim, gives_up) for claim, gives_up in told["opt_ins"])})

    async def keep(self, visitor: Visitor) -> None:
        """Keep it for this session."""
        await visitor.keep(NOTE, json.dumps(asdict(self)))

    def lasting(self, months: int | None) -> Self:
        """The same over so many months."""
        return replace(self, months=months, amount=None)

    def paying(self, amount: int) -> Self:
        """The same at so much a month."""
        return replace(self, amount=amount, months=None)

    def taking_in(self, claim: str, gives_up: str) -> Self:
        """The same with a claim that waits, at the cost of a remedy."""
        return replace(self.leaving_out(claim), opt_ins=(*self.leaving_out(claim).opt_ins, (claim, gives_up)))

    def leaving_out(self, claim: str) -> Self:
        """The same without it."""
        return replace(self, opt_ins=tuple(each for each in self.opt_ins if each[0] != claim))

    def written(self) -> ChoiceInput:
        """Write it as the hub takes it."""
        opt_ins = [{"claim": claim, "givesUp": gives_up} for claim, gives_up in self.opt_ins] or None
        given = {"months": self.months, "amount": self.amount, "paymentDay": self.payment_day, "optIns": opt_ins}
        return ChoiceInput.model_validate({name: value for name, value in given.items() if value is not None})


def wanted(schemes: Sequence[SchemesSchemes], choice: Choice) -> SchemesSchemes:
    """Find the scheme: the chosen one, or the first that is law today."""
    chosen = [scheme for scheme in schemes if scheme.code == choice.scheme]
    law = [scheme for scheme in schemes if not scheme.is_what_if and scheme.reform is None]
    return (chosen or law or list(schemes))[0]
