"""How a call of the written client is sent: whoever makes the client hands it in."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

Send = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Runs a registered document by its operation's name, and gives its data."""


class SendingClient:
    """What the written client stands on."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def execute(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Run one operation. Its text stays here: the hub knows it already."""
        del query, kwargs
        return await self._send(operation_name or "", _plain(variables or {}))

    def get_data(self, response: dict[str, Any]) -> dict[str, Any]:
        """Give the data, which is all that comes."""
        return response


def _plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Write variables as JSON knows them: what was not given is not sent."""
    return {name: _written(value) for name, value in variables.items() if not _is_unset(value)}


def _written(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, list):
        return [_written(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _is_unset(value: Any) -> bool:
    return type(value).__name__ == "UnsetType"
