"""Libraries that only some need: those of an extra of this distribution."""

from importlib import import_module
from typing import Any, Final

from hub.errors import BadInput

EXTRA: Final = "audit"


def needed(module: str, form: str) -> Any:  # noqa: ANN401 - a module, without types
    """Import a library that a form is written with. Raises BadInput that names the extra where it is not there."""
    return imported(
        module,
        code="export.extra_missing",
        happened=f"To write {form}, the extra `{EXTRA}` must be installed.",
        todo=(
            f"In the checkout: .venv/bin/pip install '.[{EXTRA}]'; "
            f"or leave {form} out: ndjson and csv need nothing more."
        ),
    )


def imported(module: str, *, code: str, happened: str, todo: str) -> Any:  # noqa: ANN401 - as above
    """Import a library that need not be there. Raises BadInput that says this where it is not."""
    try:
        return import_module(module)
    except ImportError:
        raise BadInput(code, happened, todo) from None
