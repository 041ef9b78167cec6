from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class AnswerDispute(BaseModel):
    record_dispute_answer: "AnswerDisputeRecordDisputeAnswer" = Field(
        alias="recordDisputeAnswer"
    )


class AnswerDisputeRecordDisputeAnswer(BaseModel):
    problems: list[
        Annotated[
            Union[
                "AnswerDisputeRecordDisputeAnswerProblemsAccessRefused",
                "AnswerDisputeRecordDisputeAnswerProblemsConsentProblem",
                "AnswerDisputeRecordDisputeAnswerProblemsDisputeProblem",
                "AnswerDisputeRecordDisputeAnswerProblemsIdempotencyProblem",
                "AnswerDisputeRecordDisputeAnswerProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class AnswerDisputeRecordDisputeAnswerProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AnswerDisputeRecordDisputeAnswerProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AnswerDisputeRecordDisputeAnswerProblemsDisputeProblem(BaseModel):
    typename__: Literal["DisputeProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AnswerDisputeRecordDisputeAnswerProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AnswerDisputeRecordDisputeAnswerProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


AnswerDispute.model_rebuild()
AnswerDisputeRecordDisputeAnswer.model_rebuild()
