"""The work that is due, put together: what each sort of it needs, and what does it. Read only where work is done."""

from adapters.parts import Parts
from adapters.settings_load import WorkflowSettings
from adapters.store.work import SqlWork
from adapters.system import RandomIds, SystemClock, some_part, trace_id
from adapters.workflow.doing import Doing
from adapters.workflow.executor import Executor, Place
from adapters.workflow.pace import Pace
from hub.actions.bring_errand import BringErrand
from hub.actions.forget_expired import ForgetExpired
from hub.actions.forget_review import ForgetDispute, ForgetReview
from hub.actions.look_at_arrangement import LookAtArrangement
from hub.actions.send_event import SendEvent
from hub.actions.tell_dispute import TellDispute
from hub.life.kept import WorkKind
from hub.rules.reader import Book


def executor(parts: Parts, book: Book, settings: WorkflowSettings) -> Executor:
    """Put together what does the work that is due."""
    assert parts.webhooks is not None  # noqa: S101 a process that does work brings events
    pace = Pace(
        interval_s=settings.interval_s,
        batch=settings.batch,
        at_once=settings.at_once,
        take_over_after_s=settings.take_over_after_s,
    )
    bring = BringErrand(
        desks=parts.desks,
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        ids=RandomIds(),
        closing=parts.closing,
        book=book,
    )
    look = LookAtArrangement(
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        ids=RandomIds(),
        closing=parts.closing,
        book=book,
    )
    send = SendEvent(
        subscribers={each.id: each for each in parts.subscribers},
        messenger=parts.webhooks,
        store=parts.store,
        clock=parts.clock,
        patience=parts.patience,
        part=some_part,
    )
    return Executor(
        Place(store_url=parts.url, role=parts.role, executor=f"{settings.executor}-{RandomIds().new()}"),
        doing=Doing(
            {
                WorkKind.ERRAND: bring,
                WorkKind.LOOK: look,
                WorkKind.EVENT: send,
                WorkKind.FORGET_REVIEW: ForgetReview(store=parts.store, clock=parts.clock),
                WorkKind.DISPUTE: TellDispute(
                    desks=parts.desks, store=parts.store, vault=parts.vault, clock=parts.clock
                ),
                WorkKind.FORGET_DISPUTE: ForgetDispute(store=parts.store, clock=parts.clock),
                WorkKind.FORGET_EXPIRED: ForgetExpired(
                    store=parts.store, clock=parts.clock, retention=parts.retention, trace=trace_id
                ),
            },
            longest_s=pace.attempt_s,
        ),
        due=SqlWork(parts.engine),
        clock=parts.clock,
        wall=SystemClock().now,
        pace=pace,
    )
