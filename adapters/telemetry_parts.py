"""Whoever watches the hub from outside: what sends spans, and what makes them; neither where nobody wants any."""

from typing import TYPE_CHECKING

from adapters.agencies import agency_profile, registry
from adapters.exports.observed import Observed
from adapters.settings_telemetry import TelemetrySettings
from adapters.system import VERSION, SystemClock
from hub.audit.ldv import SERVICE
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.exports.otlp import Otlp


def telemetry(settings: TelemetrySettings) -> "Otlp | None":
    """What sends spans. Raises BadInput where the extra is not installed, or a file cannot be used."""
    if settings.endpoint is None:
        return None
    # Here, because without an endpoint nothing of the library is needed.
    from adapters.exports.otlp import Otlp  # noqa: PLC0415 as just said

    return Otlp(settings, service=SERVICE, version=VERSION)


def observed(sending: "Otlp | None", clock: SystemClock) -> Observed | None:
    """What makes spans for it, by the clock of the log; None where nobody wants any: then nothing is spent on them."""
    if sending is None:
        return None
    agencies = [agency_profile.load(registry.folder(code)).agency for code in registry.AGENCIES]
    processors = {str(agency.code): f"urn:nld:oin:{agency.oin}" for agency in agencies}
    return Observed(emit=sending.emit, now=clock.now, processors=processors)


def unsendable_spans(settings: TelemetrySettings) -> list[str]:
    """Find why no span could be sent where somebody wants them."""
    try:
        telemetry(settings)
    except BadInput as fault:
        return [f"telemetry.endpoint: {fault.happened} {fault.todo}".rstrip(".")]
    return []
