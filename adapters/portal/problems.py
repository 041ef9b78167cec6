"""What the hub would not do, told to the person in its own words, with what they can do now."""

from collections.abc import Iterable
from http import HTTPStatus

import structlog
from starlette.responses import Response

from adapters.portal.visit import Visit

_log = structlog.get_logger(__name__)


def refused(visit: Visit, problems: Iterable[tuple[str, str]]) -> Response:
    """Show why something was not done: codes and sentences of the hub. Nothing was done."""
    told = list(problems)
    _log.info("portal.refused", page=visit.page, codes=[code for code, _ in told])
    return visit.shown("refused", status=HTTPStatus.CONFLICT, problems=told)
