from pydantic import Field

from .base_model import BaseModel
from .enums import Basis, Footing, Purpose


class Bases(BaseModel):
    processing_activities: list["BasesProcessingActivities"] = Field(
        alias="processingActivities"
    )


class BasesProcessingActivities(BaseModel):
    id: str
    purpose: Purpose
    footing: Footing
    basis: Basis
    article: str
    recipients: list[str]
    sources: list[str]
    notices: list["BasesProcessingActivitiesNotices"]


class BasesProcessingActivitiesNotices(BaseModel):
    language: str
    text: str


Bases.model_rebuild()
BasesProcessingActivities.model_rebuild()
