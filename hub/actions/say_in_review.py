"""Say something in a review: the case dialogue between agencies, and the person who hears of all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.parties import AgencyCode, Role
from consent.verdict import Ground
from hub.actions import once
from hub.actions.acting import ConsentProblem, refused
from hub.actions.disputing import who_asks
from hub.actions.living import Living
from hub.actions.once import Call, Done, OnceProblem
from hub.actions.reviewing import Reviewing, Standing, queued
from hub.actions.show_accepted import Look
from hub.actions.show_reviews import barred_worker
from hub.audit.events import Event, record
from hub.ports import Clock, PersonKey, Store, Transaction, Vault
from hub.review.events import Said, Speaker
from hub.review.problem import ReviewProblem
from hub.review.say import say
from hub.review.words import Carries

WORDS: Final = "attempt.said"
"""What the tagged bytes of what is said are; part of what the tag covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says what in which review; `to` an agency that is asked, `kept_back` the article that keeps the text back."""

    look: Look
    review: str
    key: str
    text: str
    to: AgencyCode | None = None
    kept_back: str | None = None


Came = Standing | ReviewProblem | ConsentProblem | Ground | OnceProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class SayInReview:
    """Saying. Whoever is asked finds the review in their queue until they have spoken."""

    store: Store
    vault: Vault
    clock: Clock
    carries_number: Carries

    async def __call__(self, saying: Saying) -> Came:
        """Say it; the same call again gives the review as it stands. Somebody else's and one that never was: alike."""
        look = saying.look
        key = await self.vault.key(look.subject)
        async with self.store.transaction(look.subject) as transaction:
            reviewing = Reviewing(transaction=transaction, key=key)
            standing = await reviewing.find(saying.review)
            by = await self._speaker(look, standing, transaction)
            if not isinstance(by, Speaker):
                return by
            if standing is None:
                return ReviewProblem.UNKNOWN
            call = _call(saying, key)
            begun = await once.begin(call, transaction, at=self.clock.now())
            if begun is not None:
                return standing if isinstance(begun, Done) else begun
            after = await self._say(saying, standing, by, reviewing)
            result = saying.review if isinstance(after, Standing) else once.NOTHING
            await once.finish(call, transaction, at=self.clock.now(), result=result)
        return after

    async def _speaker(
        self, look: Look, standing: Standing | None, transaction: Transaction
    ) -> Speaker | ReviewProblem | ConsentProblem | Ground:
        """Say as whom they speak, or why not; that they tried is written down."""
        requester = look.requester
        if requester.role not in (Role.AGENCY, Role.STAFF):
            agencies = standing.review.matter.agencies if standing else ()
            who = await who_asks(requester, look.subject, look.trace, transaction, self.clock, agencies=agencies)
            return who if isinstance(who, ConsentProblem) else Speaker(representative=who.representative)
        ground = barred_worker(requester)
        concerned = {standing.kept.agency, *standing.review.asked} if standing else set()
        if ground is None and requester.agency in concerned:
            return Speaker(agency=requester.agency, worker=requester.worker)
        ground = ground or Ground.ROLE_HAS_NO_BASIS
        await transaction.append_audit(refused(ground, requester, look.subject, self.clock.now(), look.trace))
        return ground if ground is Ground.PURPOSE_NOT_REGISTERED else ReviewProblem.UNKNOWN

    async def _say(
        self, saying: Saying, standing: Standing, by: Speaker, reviewing: Reviewing
    ) -> Standing | ReviewProblem:
        said = say(
            standing.review,
            saying.text,
            by=by,
            on=self.clock.today(),
            to=saying.to,
            kept_back=saying.kept_back,
            runs=await _runs(standing, reviewing),
            carries_number=self.carries_number,
        )
        if isinstance(said, ReviewProblem):
            return said
        at = self.clock.now()
        after = await reviewing.add(standing, said, at)
        if isinstance(after, Standing):
            await self._written(saying, after, said, reviewing.transaction, at)
        return after

    async def _written(
        self, saying: Saying, after: Standing, said: Said, transaction: Transaction, at: datetime
    ) -> None:
        """Put it into the queue of who is asked, take it out of that of who has spoken, and write the line."""
        for agency in sorted(after.review.asked):
            place = queued(after.kept, agency, is_open=after.review.waits_for(agency))
            await transaction.reviews.queue(place)
        look = saying.look
        await transaction.append_audit(
            record(
                Event.REVIEW_SAID,
                requester=look.requester,
                subject=look.subject,
                at=at,
                trace=look.trace,
                case=look.case,
                outcome={"review": after.kept.id, **({"to": said.to} if said.to else {})},
            )
        )


async def _runs(standing: Standing, reviewing: Reviewing) -> bool:
    """Say whether the arrangement that it is about is carried out now."""
    concerns = standing.review.matter.concerns or ""
    alive = await Living(transaction=reviewing.transaction, key=reviewing.key, closed=()).find(concerns)
    return alive is not None and alive.life.runs


def _call(saying: Saying, key: PersonKey) -> Call:
    said = key.tag(WORDS, repr((saying.text, saying.kept_back)).encode())
    return Call(
        client=saying.look.requester.client,
        key=saying.key,
        operation="sayInReview",
        given={"review": saying.review, "to": saying.to, "said": said},
    )
