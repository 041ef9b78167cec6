"""A person who has a row in every table that is about people."""

from kept import NOON, a_grant, a_person, a_proposal, a_record, an_attempt
from ports.test_arrangement_rows import an_arrangement, an_errand, an_event
from ports.test_consent_rows import a_mandate, a_request
from ports.test_outgoing_rows import A_SUBSCRIBER, SOME_NEWS
from ports.test_review_rows import a_dispute, a_place, a_review, a_review_event
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.store.store import SqlStore
from consent.grants import Given
from consent.mandates import MandateGiven
from consent.parties import SubjectRef
from hub.life.bank_files import KeptEntry


async def a_full_person(engine: AsyncEngine) -> SubjectRef:
    person = await a_person(engine)
    async with SqlStore(engine, [A_SUBSCRIBER]).transaction(person) as tx:
        await tx.append_consent(Given(grant=a_grant(person), at=NOON))
        await tx.keep_proposal(a_proposal(person))
        await tx.put_attempt(an_attempt())
        await tx.append_audit(a_record(person))
        await tx.append_mandate(MandateGiven(mandate=a_mandate(person), at=NOON))
        await tx.put_consent_request(a_request(person))
        arrangement = an_arrangement(person)
        await tx.arrangements.begin(arrangement)
        await tx.arrangements.append(arrangement.id, [an_event()])
        await tx.arrangements.put_errand(an_errand(arrangement))
        await tx.bank_files.add(arrangement.id, KeptEntry(file="DD-1", at=NOON, sealed=b"sealed"))
        await tx.outgoing.tell(SOME_NEWS, about=arrangement.id, at=NOON)
        review = a_review(person)
        await tx.reviews.begin(review)
        await tx.reviews.append(review.id, [a_review_event()])
        await tx.reviews.queue(a_place(review))
        await tx.disputes.put(a_dispute(person))
    return person
