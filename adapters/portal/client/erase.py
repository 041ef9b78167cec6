from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel


class Erase(BaseModel):
    erase_person: "EraseErasePerson" = Field(alias="erasePerson")


class EraseErasePerson(BaseModel):
    erased: bool
    problems: list[
        Annotated[
            Union[
                "EraseErasePersonProblemsAccessRefused",
                "EraseErasePersonProblemsConsentProblem",
                "EraseErasePersonProblemsIdempotencyProblem",
                "EraseErasePersonProblemsInputProblem",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class EraseErasePersonProblemsAccessRefused(BaseModel):
    typename__: Literal["AccessRefused"] = Field(alias="__typename")
    code: str
    message: str


class EraseErasePersonProblemsConsentProblem(BaseModel):
    typename__: Literal["ConsentProblem"] = Field(alias="__typename")
    code: str
    message: str


class EraseErasePersonProblemsIdempotencyProblem(BaseModel):
    typename__: Literal["IdempotencyProblem"] = Field(alias="__typename")
    code: str
    message: str


class EraseErasePersonProblemsInputProblem(BaseModel):
    typename__: Literal["InputProblem"] = Field(alias="__typename")
    code: str
    message: str


Erase.model_rebuild()
EraseErasePerson.model_rebuild()
