"""The work that is due, put together: what each sort of it needs, and what does it. Read only where work is done."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from adapters.agencies import tls
from adapters.agencies.client_credentials import read_key
from adapters.agencies.payload_signature import PayloadSigner
from adapters.exports import webhook
from adapters.exports.cloud_event import Writer, source_of
from adapters.parts import Parts
from adapters.settings import Settings
from adapters.store.work import SqlWork
from adapters.system import RandomIds, SystemClock, some_part, trace_id
from adapters.workflow.doing import Act, Doing
from adapters.workflow.executor import Executor, Place
from adapters.workflow.pace import Pace
from hub.actions.bring_errand import BringErrand
from hub.actions.forget_expired import ForgetExpired
from hub.actions.forget_review import ForgetDispute, ForgetReview
from hub.actions.look_at_arrangement import LookAtArrangement
from hub.actions.send_event import SendEvent
from hub.actions.tell_dispute import TellDispute
from hub.life.expiring import Retention
from hub.life.kept import WorkKind
from hub.life.outgoing import Messenger
from hub.life.patience import Patience
from hub.rules.reader import Book


def work(settings: Settings, parts: Parts, book: Book) -> AbstractAsyncContextManager[None]:
    """Put together what does the work that is due, as long as the block lasts. Nothing connects before."""
    webhooks = _webhooks(settings, parts)
    pace = Pace(
        interval_s=settings.workflow.interval_s,
        batch=settings.workflow.batch,
        at_once=settings.workflow.at_once,
        take_over_after_s=settings.workflow.take_over_after_s,
    )
    executor = Executor(
        Place(
            store_url=settings.store.url,
            role=settings.store.role,
            executor=f"{settings.workflow.executor}-{RandomIds().new()}",
        ),
        doing=Doing(_acts(settings, parts, book, webhooks), longest_s=pace.attempt_s),
        due=SqlWork(parts.engine),
        clock=parts.clock,
        wall=SystemClock().now,
        pace=pace,
    )
    return _running(executor, webhooks)


@asynccontextmanager
async def _running(executor: Executor, webhooks: webhook.Webhooks) -> AsyncIterator[None]:
    try:
        async with executor.running():
            yield
    finally:
        await webhooks.close()


def _acts(settings: Settings, parts: Parts, book: Book, messenger: Messenger) -> dict[WorkKind, Act]:
    """What is done for each sort of work."""
    store, vault, clock = parts.store, parts.vault, parts.clock
    return {
        WorkKind.ERRAND: BringErrand(
            desks=parts.desks,
            store=store,
            vault=vault,
            clock=clock,
            ids=RandomIds(),
            closing=parts.closing,
            book=book,
        ),
        WorkKind.LOOK: LookAtArrangement(
            store=store, vault=vault, clock=clock, ids=RandomIds(), closing=parts.closing, book=book
        ),
        WorkKind.EVENT: SendEvent(
            subscribers={each.id: each for each in parts.subscribers},
            messenger=messenger,
            store=store,
            clock=clock,
            patience=_patience(settings),
            part=some_part,
        ),
        WorkKind.FORGET_REVIEW: ForgetReview(store=store, clock=clock),
        WorkKind.DISPUTE: TellDispute(desks=parts.desks, store=store, vault=vault, clock=clock),
        WorkKind.FORGET_DISPUTE: ForgetDispute(store=store, clock=clock),
        WorkKind.FORGET_EXPIRED: ForgetExpired(
            store=store, clock=clock, retention=_retention(settings), trace=trace_id
        ),
    }


def _webhooks(settings: Settings, parts: Parts) -> webhook.Webhooks:
    """The way to subscribers, signed with the key whose public half the hub publishes."""
    events, file = settings.events, settings.keys.signing_key_file
    assert file is not None  # noqa: S101 the signer was made from it
    return webhook.Webhooks(
        {
            each.id: webhook.Place(
                url=each.url,
                tls=tls.context(each, f"events.subscribers.{each.id}"),
                timeout_s=each.timeout_s,
                may_be_private=each.private_addresses,
            )
            for each in events.subscribers
        },
        writer=Writer(source=source_of(events.oin or "", events.system), public_url=settings.public_url),
        signed=PayloadSigner(
            key=read_key(file, "keys.signing_key_file"), header="Payload-Signature", now=parts.clock.now
        ).headers,
        now=parts.clock.now,
        observe=parts.tries,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(
        first=timedelta(seconds=settings.events.first_pause_s),
        longest=timedelta(seconds=settings.events.longest_pause_s),
        give_up_after=timedelta(hours=settings.events.give_up_after_h),
    )


def _retention(settings: Settings) -> Retention:
    return Retention(
        attempts=timedelta(days=settings.retention.attempts_days),
        consent_requests=timedelta(days=settings.retention.consent_requests_days),
        events=timedelta(days=settings.retention.events_days),
    )
