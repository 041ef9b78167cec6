"""What an answer does not show is not worked out, and what it shows often is worked out once."""

from dataclasses import dataclass, field, replace

from api.desk import a_desk
from api.test_preview import TWO_DEBTS
from builders import SUBJECT
from hub_world import TRACE

from adapters.identity.keys import DERIVED, KeyRing
from adapters.identity.people import PeopleDirectory
from hub.actions import law
from schema.context import Context


@dataclass(frozen=True, kw_only=True)
class Counting(PeopleDirectory):
    """The directory, which counts the claims that it was asked to name."""

    named: list[str] = field(default_factory=list)

    def opaque(self, label: str, *parts: str) -> str:
        self.named.append(parts[-1])
        return super().opaque(label, *parts)


def a_ring() -> KeyRing:
    return KeyRing(wrap_id="test-1", _wrap=b"w" * 32, _index=b"i" * 32)


async def test_a_claim_is_named_once_in_an_answer_however_often_it_stands_there() -> None:
    document = """{ preview(input: {scheme: "rijk-2025"}) { ... on Proposal {
      claims { edges { cursor node { claim { id } } } } instalments { allocations { claim { id } } }
    } } }"""
    async with a_desk(TWO_DEBTS) as desk:
        known = desk.services.directory
        assert isinstance(known, PeopleDirectory)
        directory = Counting(directory=known.directory, keys=known.keys, test_only=known.test_only)
        desk.services = replace(desk.services, directory=directory)
        shown = await desk.root(document)

    assert len(shown["instalments"]) > 1
    assert sorted(directory.named) == sorted({*directory.named})
    assert directory.named


async def test_the_book_is_opened_once_for_a_request() -> None:
    async with a_desk() as desk:
        context = Context.begin(desk.services, requester=desk.world.citizen, trace=TRACE, language="nl")
        assert context.policy is context.policy
        known_on = law.known_on(desk.services.book, context.today, context.now)
        assert (context.policy.on, context.policy.known_on) == (context.today, known_on)


def test_names_are_the_same_whether_their_key_was_kept_or_derived_anew() -> None:
    ring = a_ring()
    clients = [f"client-{number}" for number in range(DERIVED + 1)]

    names = {client: ring.pairwise(SUBJECT, client) for client in clients}

    assert len(ring._kept) <= DERIVED
    assert [ring.pairwise(SUBJECT, clients[0]), ring.pairwise(SUBJECT, clients[-1])] == [
        a_ring().pairwise(SUBJECT, clients[0]),
        names[clients[-1]],
    ]
    assert ring.opaque("claim", "a") == a_ring().opaque("claim", "a") != ring.opaque("other", "a")
