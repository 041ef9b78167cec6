"""The configuration of the citizen portal."""

from typing import Annotated, Final

from pydantic import Field

from adapters.settings_part import Part

DEMO_PHONE: Final = "0800 0000"
"""Where nobody answers, because nobody is real."""


class HelpersSettings(Part):
    """Whom people can call today: on every page of the portal, for nobody should be stuck alone."""

    name: Annotated[
        str, Field(description="Who answers", max_length=80, examples=["Het Klantcontactcentrum van Eén Regeling"])
    ]
    phone: Annotated[
        str, Field(description="The number to call", pattern=r"^[0-9+][0-9 -]{4,20}$", examples=["0800 0000"])
    ]


class PortalSettings(Part):
    """The pages for citizens. `hub serve` has them at `/`, unless `hub_url` says that they run elsewhere."""

    hub_url: Annotated[
        str | None,
        Field(
            description=(
                "Address of the hub, where `hub portal` runs the pages alone: the hub's own `public_url`. Unset: "
                "`hub serve` serves the pages itself"
            ),
            examples=["https://hub.example"],
        ),
    ] = None
    helpers: Annotated[HelpersSettings, Field(description="Whom people can call")]
