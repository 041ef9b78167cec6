"""The line to an agency: tries again where that helps, inside one budget, and no more than the agency can bear."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import stamina
from agencies.manual_clock import ManualClock
from builders import A_TRACE

from adapters.agencies.breaker import Breaker, State
from adapters.agencies.bulkhead import Bulkhead
from adapters.agencies.call_failed import CallFailed
from adapters.agencies.line import FIRST_PAUSE_S, Deadline, Line, _jitter_s
from adapters.agencies.reasons import Reason
from adapters.agencies.retry_budget import RetryBudget
from adapters.agencies.transport import WRITES, Reply, Request

REPLY = Reply(content_type="application/json", body=b"{}")
QUESTION = Request(method="POST", url="http://agency.invalid/")
RESET = (Reason.CONNECTION_FAILED, True, None)
SHED = (Reason.HTTP_ERROR, True, 0.01)


@dataclass(slots=True)
class Scripted:
    """A transport that plays a script of outcomes; the last one goes on for ever."""

    script: Sequence[tuple[Reason, bool, float | None] | None]
    asked: list[Request] = field(default_factory=list)
    closed: bool = False
    unsent: bool = False

    async def call(self, request: Request, *, within_s: float) -> Reply:
        assert within_s > 0
        self.asked.append(request)
        outcome = self.script[min(len(self.asked), len(self.script)) - 1]
        if outcome is None:
            return REPLY
        reason, may_pass, after_s = outcome
        raise CallFailed(reason, may_pass=may_pass, after_s=after_s, unsent=self.unsent)

    async def close(self) -> None:
        self.closed = True


@dataclass(slots=True)
class Doorman:
    """Credentials that number their tokens."""

    number: int = 1
    closed: bool = False

    async def token(self, *, within_s: float, traceparent: str | None = None) -> str:
        assert within_s > 0
        return f"token-{self.number}"

    def forget(self, token: str) -> None:
        assert token == f"token-{self.number}"
        self.number += 1

    async def close(self) -> None:
        self.closed = True


def _line(transport: Scripted, clock: ManualClock | None = None) -> Line:
    monotonic_s = clock or time.monotonic
    return Line(
        transport=transport,
        credentials=Doorman(),
        breaker=Breaker(monotonic_s=monotonic_s),
        bulkhead=Bulkhead(),
        retries=RetryBudget(monotonic_s=monotonic_s),
    )


def _in(seconds: float) -> Deadline:
    return Deadline(monotonic_s=time.monotonic, ends_at_s=time.monotonic() + seconds)


async def _failure(line: Line, deadline: Deadline | None = None) -> CallFailed:
    with pytest.raises(CallFailed) as failed:
        await line.ask(QUESTION, deadline or _in(3), A_TRACE)
    return failed.value


async def test_a_good_answer_needs_one_call_and_carries_the_token() -> None:
    transport = Scripted([None])

    assert await _line(transport).ask(QUESTION, _in(1), A_TRACE) == REPLY
    assert [request.headers["Authorization"] for request in transport.asked] == ["Bearer token-1"]


@pytest.mark.parametrize("failure", [RESET, SHED], ids=["broken connection", "out of order for a moment"])
async def test_what_passes_is_tried_again_at_most_twice(failure: tuple[Reason, bool, float | None]) -> None:
    recovers, stays = Scripted([failure, failure, None]), Scripted([failure])

    assert await _line(recovers).ask(QUESTION, _in(3), A_TRACE) == REPLY
    failed = await _failure(_line(stays))

    assert failed.reason is failure[0]
    assert (len(recovers.asked), len(stays.asked)) == (3, 3)


@pytest.mark.parametrize(
    "reason", [Reason.TIMED_OUT, Reason.TOO_LARGE, Reason.HTTP_ERROR, Reason.MALFORMED, Reason.VERSION_NOT_SUPPORTED]
)
async def test_what_does_not_pass_is_not_tried_again(reason: Reason) -> None:
    transport = Scripted([(reason, False, None)])

    failed = await _failure(_line(transport))

    assert (failed.reason, len(transport.asked)) == (reason, 1)


def _writing(method: str) -> Request:
    return Request(method=method, url="http://agency.invalid/v1/arrangements/key-1", body=b"{}")


@pytest.mark.parametrize("failure", [RESET, SHED, (Reason.TOKEN_REFUSED, True, 0.0)], ids=lambda failure: failure[0])
@pytest.mark.parametrize("method", sorted(WRITES))
async def test_what_writes_is_sent_once(method: str, failure: tuple[Reason, bool, float | None]) -> None:
    transport = Scripted([failure, None])

    with pytest.raises(CallFailed) as failed:
        await _line(transport).ask(_writing(method), _in(3), A_TRACE)

    assert (failed.value.reason, len(transport.asked)) == (failure[0], 1)


@pytest.mark.parametrize("method", sorted(WRITES))
async def test_what_writes_is_tried_again_where_no_byte_was_sent(method: str) -> None:
    transport = Scripted([RESET, None], unsent=True)

    assert await _line(transport).ask(_writing(method), _in(3), A_TRACE) == REPLY
    assert len(transport.asked) == 2


async def test_a_wait_that_does_not_fit_in_the_budget_is_not_begun() -> None:
    transport = Scripted([(Reason.BUSY, True, 5.0)])

    began_s = time.monotonic()
    failed = await _failure(_line(transport), _in(2))

    assert (failed.reason, len(transport.asked)) == (Reason.BUSY, 1)
    assert time.monotonic() - began_s < 1


async def test_a_wait_that_fits_is_waited() -> None:
    transport = Scripted([(Reason.BUSY, True, 0.2), None])

    began_s = time.monotonic()
    await _line(transport).ask(QUESTION, _in(2), A_TRACE)

    assert time.monotonic() - began_s >= 0.2


async def test_a_refused_token_is_replaced_by_a_fresh_one() -> None:
    transport = Scripted([(Reason.TOKEN_REFUSED, True, 0.0), None])

    await _line(transport).ask(QUESTION, _in(1), A_TRACE)

    assert [request.headers["Authorization"] for request in transport.asked] == ["Bearer token-1", "Bearer token-2"]


async def test_a_dead_agency_gets_at_most_a_fifth_more_calls_than_there_were_requests() -> None:
    transport = Scripted([RESET])
    line = _line(transport, ManualClock())

    for _ in range(50):
        await _failure(line)

    assert len(transport.asked) <= 5


async def test_an_agency_that_fails_now_and_then_gets_at_most_a_fifth_more() -> None:
    transport = Scripted([RESET, None, None] * 200)
    line = _line(transport, ManualClock())

    for _ in range(100):
        try:
            await line.ask(QUESTION, _in(3), A_TRACE)
        except CallFailed as failed:
            # The budget had run out: the failure is told as it is.
            assert failed.reason is Reason.CONNECTION_FAILED  # noqa: PT017  # a failure may, but need not happen

    assert len(transport.asked) <= 120


async def test_the_failure_that_opens_the_breaker_is_told_as_itself() -> None:
    transport = Scripted([RESET])
    line = _line(transport, ManualClock())
    reasons = [(await _failure(line)).reason for _ in range(4)]

    assert line.breaker.state is State.OPEN
    assert reasons == [Reason.CONNECTION_FAILED] * 3 + [Reason.CIRCUIT_OPEN]


async def test_a_budget_that_has_run_out_is_told_and_blames_nobody() -> None:
    transport = Scripted([None])
    line = _line(transport)

    failed = await _failure(line, _in(-1))

    assert (failed.reason, failed.ails, transport.asked) == (Reason.TIMED_OUT, None, [])


async def test_a_caller_who_goes_away_is_let_go() -> None:
    line = _line(Scripted([(Reason.BUSY, True, 2.0)]))
    asking = asyncio.create_task(line.ask(QUESTION, _in(3), A_TRACE))
    await asyncio.sleep(0.05)
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_second_tries_can_be_switched_off_for_a_whole_process() -> None:
    transport = Scripted([RESET])
    stamina.set_active(False)
    try:
        await _failure(_line(transport))
    finally:
        stamina.set_active(True)

    assert len(transport.asked) == 1


def test_pauses_are_anything_up_to_a_bound_that_doubles() -> None:
    for tries in (1, 2):
        pauses_s = [_jitter_s(tries) for _ in range(500)]
        bound_s = FIRST_PAUSE_S * 2 ** (tries - 1)

        assert 0 <= min(pauses_s) < bound_s / 10
        assert bound_s * 0.9 < max(pauses_s) <= bound_s


async def test_closing_the_line_closes_what_it_is_made_of() -> None:
    transport = Scripted([None])
    line = _line(transport)

    await line.close()

    assert transport.closed
    assert isinstance(line.credentials, Doorman)
    assert line.credentials.closed
