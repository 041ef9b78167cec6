"""The page about metrics, made from the list of everything that is counted."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import GCCollector, ProcessCollector
from prometheus_client.registry import CollectorRegistry

from adapters.exports.meters import METERS

_HEAD: Final = """# Metrics

Made from the code by `hub doctor --metrics`; a test keeps the two equal. [operating.md](operating.md) says how to read
them, and `operations/` holds a dashboard and alert rules that name nothing but these.

Each worker counts for itself, since it started. How the log, the work and the events in the database stand each of them
says for all: take the highest, not the sum. A label holds one of few words that the code, the rule book or the
configuration wrote; whatever is none of them counts as `other`.

| Metric | Kind | Labels | Says |
| --- | --- | --- | --- |
"""

_LIBRARY: Final = """
## Of the process

From the library, on Linux: what the operating system and Python say of the worker.

| Metric | Says |
| --- | --- |
"""


def page() -> str:
    """Write the page."""
    return _HEAD + "".join(_rows()) + _LIBRARY + "".join(_of_library())


def library_names() -> dict[str, str]:
    """What the library counts of the process by itself, each with what it says."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return {sample.name: family.documentation for family in registry.collect() for sample in family.samples}


def _rows() -> Iterator[str]:
    for meter in METERS:
        labels = "; ".join(f"`{name}`: {says}" for name, says in meter.labels.items()) or "–"
        yield f"| `{meter.name}` | {meter.kind.__name__.lower()} | {labels} | {meter.says} |\n"


def _of_library() -> Iterator[str]:
    for name, says in sorted(library_names().items()):
        yield f"| `{name}` | {says.rstrip('.')} |\n"
