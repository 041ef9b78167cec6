from datetime import date, datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Act, Evidence, MandateKind, Purpose
from .fragments import AgencyName


class Mandates(BaseModel):
    agencies: list["MandatesAgencies"]
    mandates: Union[
        "MandatesMandatesAccessRefused",
        "MandatesMandatesInputProblem",
        "MandatesMandatesMandateList",
    ] = Field(discriminator="typename__")


MandatesAgencies = AgencyName


class MandatesMandatesAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class MandatesMandatesInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


class MandatesMandatesMandateList(BaseModel):
    typename__: Literal["MandateList"] = Field(alias="__typename")
    mandates: list["MandatesMandatesMandateListMandates"]


class MandatesMandatesMandateListMandates(BaseModel):
    id: str
    kind: MandateKind
    evidence: Evidence
    representative_oin: Optional[str] = Field(alias="representativeOin")
    representative_name: Optional[str] = Field(alias="representativeName")
    acts: list[Act]
    purposes: list[Purpose]
    agencies: list["MandatesMandatesMandateListMandatesAgencies"]
    given_at: datetime = Field(alias="givenAt")
    valid_from: datetime = Field(alias="validFrom")
    valid_until: datetime = Field(alias="validUntil")
    ended_at: Optional[datetime] = Field(alias="endedAt")
    in_force: bool = Field(alias="inForce")
    can_end: bool = Field(alias="canEnd")
    signed_on: Optional[date] = Field(alias="signedOn")


MandatesMandatesMandateListMandatesAgencies = AgencyName
Mandates.model_rebuild()
MandatesMandatesMandateList.model_rebuild()
MandatesMandatesMandateListMandates.model_rebuild()
