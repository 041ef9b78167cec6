from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ArrangementState


class AgreeToOtherTerms(BaseModel):
    agree_to_other_terms: "AgreeToOtherTermsAgreeToOtherTerms" = Field(
        alias="agreeToOtherTerms"
    )


class AgreeToOtherTermsAgreeToOtherTerms(BaseModel):
    state: Optional[ArrangementState]
    problems: list[
        Annotated[
            Union[
                "AgreeToOtherTermsAgreeToOtherTermsProblemsAccessRefused",
                "AgreeToOtherTermsAgreeToOtherTermsProblemsArrangementProblem",
                "AgreeToOtherTermsAgreeToOtherTermsProblemsConsentProblem",
                "AgreeToOtherTermsAgreeToOtherTermsProblemsIdempotencyProblem",
                "AgreeToOtherTermsAgreeToOtherTermsProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class AgreeToOtherTermsAgreeToOtherTermsProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class AgreeToOtherTermsAgreeToOtherTermsProblemsArrangementProblem(BaseModel):
    typename__: Literal["ArrangementProblem"] = Field(alias="__typename")
    code: str
    message: str


class AgreeToOtherTermsAgreeToOtherTermsProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class AgreeToOtherTermsAgreeToOtherTermsProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class AgreeToOtherTermsAgreeToOtherTermsProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


AgreeToOtherTerms.model_rebuild()
AgreeToOtherTermsAgreeToOtherTerms.model_rebuild()
