"""How what is kept for years may grow: a field that came later is left out while it says what its absence said.

So the bytes of what was written before, and every number that was computed over them, stay the same.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LATER: Final[Mapping[str, bool]] = MappingProxyType({"later": True})
"""Stands at the field of a dataclass, as its metadata; the field has a default."""
