"""However many fields a document has, the record is looked at once before agencies are asked, and once after."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from api.commands import done, ref_for
from api.desk import Desk, a_desk
from api.requesters import OWED
from builders import a_partner

from consent.parties import Requester, SubjectRef
from hub.ports import Store, Transaction

DOCUMENT = """query Four($p: PersonInput) {
  overview(person: $p) { ... on Overview { knownOpen } }
  one: preview(input: { scheme: "rijk-2025", person: $p }) { __typename }
  two: preview(input: { scheme: "belastingdienst", person: $p }) { __typename }
  compare(input: { person: $p }) { __typename }
}"""


@dataclass
class CountingStore:
    """A store that counts how often a person's record is opened."""

    store: Store
    opened: list[SubjectRef] = field(default_factory=list)

    @asynccontextmanager
    async def transaction(self, subject: SubjectRef) -> AsyncIterator[Transaction]:
        self.opened.append(subject)
        async with self.store.transaction(subject) as transaction:
            yield transaction


def counted(desk: Desk) -> CountingStore:
    """Count from here on."""
    store = CountingStore(store=desk.world.store)
    object.__setattr__(desk.world.collect, "store", store)
    return store


@pytest.mark.parametrize("who", ["the person", "an agency that names the person in every field"])
async def test_four_fields_are_one_decision_before_the_agencies_are_asked_and_one_after(who: str) -> None:
    requester: Requester | None = None if who == "the person" else a_partner()
    async with a_desk(*OWED) as desk:
        wish = {"agencies": ["cjib", "duo"], "purposes": ["OVERVIEW", "PROPOSAL"]}
        await done(desk, "giveConsent", recipient=str(a_partner().oin), **wish)
        person: Any = ref_for(desk, requester) if requester else None
        store = counted(desk)
        data = await desk.data(DOCUMENT, requester=requester, p=person)
    assert data["overview"]["knownOpen"] == 25_000
    assert store.opened == [desk.world.subject] * 2
    assert (desk.asked["cjib"], desk.asked["duo"]) == (2, 2)


async def test_consent_for_once_serves_one_question_of_a_document_however_often_it_stands_there() -> None:
    async with a_desk(*OWED, consents=False) as desk:
        await done(desk, "giveConsent", agencies=["cjib"], purposes=["OVERVIEW"], use="ONCE")
        data = await desk.data("""{
          one: overview { ... on Overview { knownOpen } }
          two: overview { ... on Overview { knownOpen } }
          later: overview(asOf: "2026-11-22") { ... on Overview { sources { agency { code } reason } } }
        }""")
        used = {source["agency"]["code"]: source["reason"] for source in data["later"]["sources"]}
    assert data["one"] == data["two"] == {"knownOpen": 20_000}
    assert used["cjib"] == "consent.used_up"
