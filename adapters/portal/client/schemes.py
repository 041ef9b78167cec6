from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Standing
from .fragments import AgencyName


class Schemes(BaseModel):
    schemes: list["SchemesSchemes"]


class SchemesSchemes(BaseModel):
    code: str
    says: str
    is_what_if: bool = Field(alias="isWhatIf")
    article: str
    executes: "SchemesSchemesExecutes"
    reform: Optional["SchemesSchemesReform"]
    participants: list["SchemesSchemesParticipants"]


SchemesSchemesExecutes = AgencyName


class SchemesSchemesReform(BaseModel):
    name: str
    text: str


class SchemesSchemesParticipants(BaseModel):
    agency: "SchemesSchemesParticipantsAgency"
    standing: Standing


SchemesSchemesParticipantsAgency = AgencyName
Schemes.model_rebuild()
SchemesSchemes.model_rebuild()
SchemesSchemesParticipants.model_rebuild()
