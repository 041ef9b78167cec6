from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class EndMandates(BaseModel):
    end_mandates: "EndMandatesEndMandates" = Field(alias="endMandates")


class EndMandatesEndMandates(BaseModel):
    problems: list[
        Annotated[
            Union[
                "EndMandatesEndMandatesProblemsAccessRefused",
                "EndMandatesEndMandatesProblemsConsentProblem",
                "EndMandatesEndMandatesProblemsIdempotencyProblem",
                "EndMandatesEndMandatesProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class EndMandatesEndMandatesProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class EndMandatesEndMandatesProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class EndMandatesEndMandatesProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class EndMandatesEndMandatesProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


EndMandates.model_rebuild()
EndMandatesEndMandates.model_rebuild()
