from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class RecordMandate(BaseModel):
    record_mandate: "RecordMandateRecordMandate" = Field(alias="recordMandate")


class RecordMandateRecordMandate(BaseModel):
    problems: list[
        Annotated[
            Union[
                "RecordMandateRecordMandateProblemsAccessRefused",
                "RecordMandateRecordMandateProblemsConsentProblem",
                "RecordMandateRecordMandateProblemsIdempotencyProblem",
                "RecordMandateRecordMandateProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class RecordMandateRecordMandateProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class RecordMandateRecordMandateProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class RecordMandateRecordMandateProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class RecordMandateRecordMandateProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


RecordMandate.model_rebuild()
RecordMandateRecordMandate.model_rebuild()
