"""What a client sees of an agency that fails: whether it is tried again and when, or that somebody has to look."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from api.carrying_out import mine, running
from api.desk import a_desk
from api.requesters import CARRIED_OUT

from consent.parties import AgencyCode
from hub.domain.errand import Answered, Reply

SILENT = Answered(reply=Reply.UNREACHABLE, reason="source.timed_out", may_retry=True)
RECEIVED = Answered(reply=Reply.RECEIVED)
REFUSED = Answered(reply=Reply.REFUSED, reason="collection.goes_on", article="4:94")


def told(notice: dict[str, Any]) -> tuple[object, ...]:
    return tuple(notice[name] for name in ("reply", "reason", "final", "nextTryAt"))


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        (SILENT, ("UNREACHABLE", "source.timed_out", False, "2026-11-23T12:00:30Z")),
        (
            replace(SILENT, reason="source.busy", after=timedelta(minutes=2)),
            ("UNREACHABLE", "source.busy", False, "2026-11-23T12:02:00Z"),
        ),
        (
            replace(SILENT, reason="errand.forgotten"),
            ("UNREACHABLE", "errand.forgotten", False, "2026-11-23T12:00:30Z"),
        ),
        (
            replace(SILENT, reason="errand.signature_refused", may_retry=False),
            ("UNREACHABLE", "errand.signature_refused", False, None),
        ),
        (RECEIVED, ("RECEIVED", None, False, "2026-11-23T12:00:30Z")),
        (REFUSED, ("REFUSED", "collection.goes_on", True, None)),
    ],
    ids=["silent", "busy", "forgot it", "trying cannot help", "takes its time", "refuses"],
)
async def test_an_owner_that_does_not_follow_at_once_says_why_and_the_arrangement_runs(
    says: Answered, shown: tuple[object, ...]
) -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        desk.life.desks[AgencyCode("duo")].says = [says]
        await running(desk)

        now = await mine(desk)
        executing, owner = now["agencies"]
        assert now["state"] == "ACTIVE"
        assert [each["reply"] for each in executing["notices"]] == ["GRANTED"]
        (notice,) = owner["notices"]
        assert told(notice) == shown
        assert notice["text"]
        asks = [each["question"] for each in now["questions"]]
        assert asks == ([] if says.may_retry or says is RECEIVED else ["OWNER_DOES_NOT_FOLLOW"])


async def test_of_an_agency_without_a_desk_it_is_said_in_words_that_an_operator_must_look() -> None:
    async with a_desk(*CARRIED_OUT) as desk:
        del desk.life.desks[AgencyCode("duo")]
        await running(desk)

        now = await mine(desk)
        (notice,) = now["agencies"][1]["notices"]
        assert told(notice) == ("UNREACHABLE", "source.not_configured", False, None)
        assert notice["text"].endswith("een beheerder moet ernaar kijken.")
