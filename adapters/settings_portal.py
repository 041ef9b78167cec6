"""The configuration of the portal: for citizens, or for who works for them."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from adapters.settings_part import Part

DEMO_PHONE: Final = "0800 0000"
"""Where nobody answers, because nobody is real."""


Audience = Literal["citizen", "staff", "intermediary"]
"""Whom a portal serves, in the words of `hub token --as`."""

CITIZEN: Final[Audience] = "citizen"


class HelpersSettings(Part):
    """Whom people can call today: on every page of the portal, for nobody should be stuck alone."""

    name: Annotated[
        str, Field(description="Who answers", max_length=80, examples=["Het Klantcontactcentrum van Eén Regeling"])
    ]
    name_en: Annotated[
        str | None,
        Field(description="Who answers, on English pages; `name` if unset", max_length=80, examples=["Our help desk"]),
    ] = None
    phone: Annotated[
        str, Field(description="The number to call", pattern=r"^[0-9+][0-9 -]{4,20}$", examples=["0800 0000"])
    ]


class PortalSettings(Part):
    """The pages. `hub serve` has those for citizens at `/`, unless `hub_url` says that they run elsewhere."""

    audience: Annotated[
        Audience,
        Field(
            description=(
                "Whom the pages serve: citizens, the workers of one agency (`staff`), or an organization that helps "
                "people (`intermediary`). Pages for workers run alone, and `login.client_id` names their organization"
            )
        ),
    ] = CITIZEN
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


class DemoPortalSettings(Part):
    """A portal that runs alone, at which one logs in with the demo's issuer too."""

    client_id: Annotated[str, Field(description="What it is called there")]
    url: Annotated[str, Field(description="Its address", examples=["http://127.0.0.1:9108"])]
    key_file: Annotated[Path, Field(description="Its client's private key (JWK)")]
    audience: Annotated[Audience, Field(description="Who can be chosen: as in `portal.audience`")]
