from .base_model import BaseModel
from .fragments import AgencyName


class Agencies(BaseModel):
    agencies: list["AgenciesAgencies"]


AgenciesAgencies = AgencyName
Agencies.model_rebuild()
