"""Which rules apply, and what happens to each claim under them."""

from collections.abc import Sequence
from typing import NamedTuple

from hub.arrange import eligible
from hub.arrange.merge import Merged
from hub.domain.arrangement import OptIn, TreatedClaim, Treatment
from hub.domain.claim import Claim, ClaimKey
from hub.domain.reasons import Reason
from hub.domain.scheme import Scheme
from hub.rules.policy import Policy


class Barred(NamedTuple):
    """Claims that a plan is laid out without, and why."""

    claims: tuple[Claim, ...] = ()
    reason: Reason | None = None


class Settled(NamedTuple):
    """The scheme whose rules apply, and every claim with its treatment."""

    scheme: Scheme
    treated: tuple[TreatedClaim, ...]


def settle(
    scheme: Scheme, merged: Merged, policy: Policy, *, opt_ins: Sequence[OptIn] = (), barred: Barred | None = None
) -> Settled:
    """Treat every claim, and take the rules for one party's claims where no other party's is in (R1-02, readings 4).

    What is not in keeps its ground, whichever rules apply to the others. Raises BadInput for a wrong opt-in.
    """
    eligible.check_opt_ins(opt_ins, merged.claims, policy)
    treated = _treat(scheme, merged, policy, opt_ins, barred or Barred())
    if scheme.only_own is None or not _only_own(treated, scheme):
        return Settled(scheme, treated)
    own = policy.scheme(scheme.only_own)
    again = _treat(own, merged, policy, opt_ins, barred or Barred())
    return Settled(
        own,
        tuple(
            after if before.treatment is Treatment.INCLUDED else before
            for before, after in zip(treated, again, strict=True)
        ),
    )


def _only_own(treated: Sequence[TreatedClaim], scheme: Scheme) -> bool:
    """Say whether claims are in, and all of them are of the party that executes the scheme."""
    return {item.claim.owner for item in treated if item.treatment is Treatment.INCLUDED} == {scheme.executes}


def _treat(
    scheme: Scheme, merged: Merged, policy: Policy, opt_ins: Sequence[OptIn], barred: Barred
) -> tuple[TreatedClaim, ...]:
    wanted = {ClaimKey(choice.owner, choice.reference) for choice in opt_ins}
    return tuple(
        TreatedClaim(claim=claim, treatment=Treatment.LEFT_OUT, reasons=(barred.reason,))
        if barred.reason and claim in barred.claims
        else eligible.treat(
            claim,
            scheme=scheme,
            policy=policy,
            on=policy.on,
            opted_in=claim.key in wanted,
        )
        for claim in merged.claims
    )
