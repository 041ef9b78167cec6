from datetime import datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Category, ConsentRequestState, Purpose, Use
from .fragments import AgencyName


class ConsentRequests(BaseModel):
    consent_requests: Union[
        "ConsentRequestsConsentRequestsAccessRefused",
        "ConsentRequestsConsentRequestsConsentRequestList",
        "ConsentRequestsConsentRequestsInputProblem",
    ] = Field(alias="consentRequests", discriminator="typename__")


class ConsentRequestsConsentRequestsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class ConsentRequestsConsentRequestsConsentRequestList(BaseModel):
    typename__: Literal["ConsentRequestList"] = Field(alias="__typename")
    requests: list["ConsentRequestsConsentRequestsConsentRequestListRequests"]


class ConsentRequestsConsentRequestsConsentRequestListRequests(BaseModel):
    id: str
    recipient: str
    recipient_name: Optional[str] = Field(alias="recipientName")
    agencies: list["ConsentRequestsConsentRequestsConsentRequestListRequestsAgencies"]
    categories: list[Category]
    purposes: list[Purpose]
    use: Use
    asked_at: datetime = Field(alias="askedAt")
    expires_at: datetime = Field(alias="expiresAt")
    state: ConsentRequestState


ConsentRequestsConsentRequestsConsentRequestListRequestsAgencies = AgencyName


class ConsentRequestsConsentRequestsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


ConsentRequests.model_rebuild()
ConsentRequestsConsentRequestsConsentRequestList.model_rebuild()
ConsentRequestsConsentRequestsConsentRequestListRequests.model_rebuild()
