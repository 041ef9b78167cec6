"""The files by which the hub is known and knows others, each tried by itself: a part stops at its first fault."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from adapters.agencies import tls
from adapters.agencies.client_credentials import read_key
from adapters.identity.login.client_key import read_client_key
from adapters.settings import Mode, Settings, SourceSettings
from adapters.settings_audit import WitnessSettings
from adapters.settings_load import SubscriberSettings
from hub.errors import BadInput

_Row = SourceSettings | SubscriberSettings | WitnessSettings


def unfit(settings: Settings, away: Collection[str]) -> Iterator[str]:
    """Find the keys and certificates that cannot be used, in the words of who uses them; not those that are away."""
    for key, use in _uses(settings):
        try:
            if key not in away:
                use()
        except BadInput as fault:
            yield str(fault)


def _uses(settings: Settings) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give the key of each such file, and what uses it alone."""
    for part, row in _reached(settings):
        for setting, other in (("ca_file", "cert_file"), ("cert_file", "ca_file")):
            yield f"{part}.{setting}", partial(tls.context, row.model_copy(update={other: None}), part)
    for code, source in settings.sources.items():
        key = f"sources.{code}.key_file"
        yield key, partial(read_key, source.key_file, key)
    if (login := settings.login) is not None:
        is_demo = settings.mode is Mode.DEMO
        yield "login.key_file", partial(read_client_key, login.key_file, allow_demo=is_demo)


def _reached(settings: Settings) -> Iterator[tuple[str, _Row]]:
    """Give everybody who is reached over TLS, with the part of the configuration that says how."""
    yield from ((f"sources.{code}", row) for code, row in settings.sources.items())
    yield from ((f"events.subscribers.{row.id}", row) for row in settings.events.subscribers)
    yield from ((f"audit.witnesses.{row.name}", row) for row in settings.audit.witnesses)
