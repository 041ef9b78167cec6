"""What has to be sound before anything starts, beside the configuration itself: files that it names."""

from adapters.identity.signer import KeySigner
from adapters.parts import destroyed_keys
from adapters.settings import Mode, Settings
from hub.errors import BadInput


def unusable_signing_keys(settings: Settings) -> list[str]:
    """Find why nothing could be signed."""
    try:
        KeySigner.from_settings(settings.keys, demo=settings.mode is Mode.DEMO)
    except BadInput as fault:
        return [fault.happened.rstrip(".")]
    return []


def unreadable_list(settings: Settings) -> list[str]:
    """Find why nobody could tell whose keys were destroyed."""
    listed = destroyed_keys(settings)
    try:
        if listed is not None:
            listed.check()
    except BadInput as fault:
        return [f"{fault.code}: {fault.happened} {fault.todo}".rstrip(".")]
    return []
