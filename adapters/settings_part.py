"""What every part of the configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the configuration: frozen, and a misspelled key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)
