"""Where the rules of the agencies contradict each other for the claims at hand (E19)."""

from collections.abc import Iterable, Mapping

from hub.domain.comparison import Conflict, Norm, Part
from hub.rules.edition import Edition, InForce
from hub.rules.policy import Policy


def between(plans: Mapping[str, tuple[Part, ...]], policy: Policy) -> tuple[Conflict, ...]:
    """Every topic on which the rules in play say different things; the topics stand in the book."""
    in_play = _in_play({id(part): part for parts in plans.values() for part in parts}.values(), policy)
    kept = policy.edition.conflicts
    if in_play not in kept:
        kept[in_play] = _contradicting(policy.edition, in_play)
    return kept[in_play]


def _contradicting(law: Edition, in_play: frozenset[str]) -> tuple[Conflict, ...]:
    topics = [topic for name in sorted(law.named("norms.")) if (topic := law.found(name))]
    found = (_conflict(topic, in_play, law) for topic in topics)
    return tuple(conflict for conflict in found if conflict)


def _in_play(parts: Iterable[Part], policy: Policy) -> frozenset[str]:
    """Files of rules of the schemes that were used, and the regimes and owners of the claims in them."""
    words: set[str] = set()
    for part in parts:
        words.add(policy.scheme(part.outcome.considered.scheme).rules)
        for claim in part.outcome.considered.included:
            words |= {f"rente.{policy.kind(claim.kind).regime}", policy.allocation_order(claim.owner).id}
    return frozenset(words)


def _conflict(topic: InForce, in_play: frozenset[str], law: Edition) -> Conflict | None:
    norms = tuple(
        Norm(parameter=name, value=_written(found), article=found.article, confidence=found.confidence)
        for name in topic.value
        if (name in in_play or name.split(".")[0] in in_play) and (found := law.found(name))
    )
    if len({norm.value for norm in norms}) < 2:  # noqa: PLR2004 one alone contradicts nothing
        return None
    return Conflict(topic=topic.id.removeprefix("norms."), says=topic.says, norms=norms)


def _written(found: InForce) -> str:
    """The value in short words with its unit."""
    return f"{_plain(found.value)} ({found.unit})"


def _plain(value: object) -> str:
    match value:
        case dict():
            return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())
        case tuple():
            return "; ".join(_plain(item) for item in value)
        case _:
            return str(value)
