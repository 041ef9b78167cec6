"""Refusals in the shape of RFC 9457."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response


def problem(status: int, detail: str, *, code: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """Make a refusal; `detail` never repeats what was sent, and `code` is for programs."""
    body = {"type": "about:blank", "status": status, "title": HTTPStatus(status).phrase, "detail": detail}
    if code is not None:
        body["code"] = code
    return Response(
        json.dumps(body).encode(), status_code=status, headers=headers, media_type="application/problem+json"
    )
