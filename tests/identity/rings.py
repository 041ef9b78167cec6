"""Key rings at each step of a rotation, and the configuration that makes them."""

import base64
from collections.abc import Iterator
from hashlib import sha256
from itertools import count

from adapters.identity.bsn import Bsn
from adapters.identity.keys import KeyRing
from adapters.settings import KeySettings
from hub.errors import BadInput


def key(name: str) -> str:
    """A key that is always the same for its name, as it stands in a configuration."""
    return base64.b64encode(sha256(name.encode()).digest()).decode()


def key_settings(number: int, *others: int, pairwise: int | None = 1) -> dict[str, object]:
    """The keys of one step: those in use by number, others beside them, and the one of references."""
    return {
        "wrap_id": f"wrap-{number}",
        "wrap": key(f"wrap-{number}"),
        "index_id": f"index-{number}",
        "index": key(f"index-{number}"),
        **({} if pairwise is None else {"pairwise": key(f"index-{pairwise}")}),
        "retired": [
            {"use": use, "id": f"{use}-{other}", "key": key(f"{use}-{other}")}
            for other in others
            for use in ("wrap", "index")
        ],
    }


def a_ring(number: int, *others: int, pairwise: int | None = 1) -> KeyRing:
    return KeyRing.from_settings(KeySettings.model_validate(key_settings(number, *others, pairwise=pairwise)))


def as_toml(settings: dict[str, object]) -> str:
    """Write the keys as they stand in hub.toml."""
    lines = ["[keys]", *(f'{name} = "{value}"' for name, value in settings.items() if name != "retired")]
    retired = settings["retired"]
    assert isinstance(retired, list)
    for other in retired:
        lines += ["[[keys.retired]]", *(f'{name} = "{value}"' for name, value in other.items())]
    return "\n".join(lines) + "\n"


def numbers(amount: int, *, skip: int = 0) -> list[Bsn]:
    """That many different test numbers."""
    all_of_them = _all_numbers()
    return [next(all_of_them) for _ in range(skip + amount)][skip:]


def _all_numbers() -> Iterator[Bsn]:
    for candidate in count(999990000):
        try:
            yield Bsn(str(candidate))
        except BadInput:
            continue
