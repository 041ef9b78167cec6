from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Act, Evidence, MandateKind
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
    acts: list[Act]
    evidence: Evidence
    agencies: list["MandatesMandatesMandateListMandatesAgencies"]
    valid_until: datetime = Field(alias="validUntil")
    in_force: bool = Field(alias="inForce")


MandatesMandatesMandateListMandatesAgencies = AgencyName
Mandates.model_rebuild()
MandatesMandatesMandateList.model_rebuild()
MandatesMandatesMandateListMandates.model_rebuild()
