"""What the agencies are called, for commands that write about them."""

from collections.abc import Mapping
from functools import cache


@cache
def agency_names() -> Mapping[str, str]:
    """The name of each agency that the registry knows, by code."""
    from adapters.agencies import agency_profile
    from adapters.agencies.registry import AGENCIES, folder

    return {code: agency_profile.load(folder(code)).agency.name for code in AGENCIES}
