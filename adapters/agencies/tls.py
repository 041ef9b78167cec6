"""Whom we trust and who we are, on the wire to one agency, to its subscribers, and to a witness of the log."""

import ssl
from functools import lru_cache
from pathlib import Path

from adapters.settings import SourceSettings
from adapters.settings_audit import WitnessSettings
from adapters.settings_load import SubscriberSettings
from hub.errors import BadInput


class _UnfitFileError(Exception):
    """Names the setting whose file cannot be used."""


def context(settings: SourceSettings | SubscriberSettings | WitnessSettings, part: str) -> ssl.SSLContext:
    """Give the TLS context: the named authorities instead of the system's, and our own certificate where there is one.

    Lines with the same files share it. Raises BadInput that names the setting in its part of the configuration
    (`sources.duo`), never the path.
    """
    try:
        return _context(settings.ca_file, settings.cert_file)
    except _UnfitFileError as unfit:
        raise BadInput(f"config.{unfit}", f"{part}.{unfit} cannot be used.", "Name a PEM file.") from None


# A context holds every authority of the system, nearly a megabyte; a hub has two lines to each agency.
@lru_cache(maxsize=256)
def _context(ca_file: Path | None, cert_file: Path | None) -> ssl.SSLContext:
    setting = "ca_file"
    try:
        made = ssl.create_default_context(cafile=ca_file)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        setting = "cert_file"
        if cert_file is not None:
            made.load_cert_chain(cert_file)
    except OSError:  # ssl.SSLError is one of them
        raise _UnfitFileError(setting) from None
    return made
