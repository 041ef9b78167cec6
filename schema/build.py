"""The one schema object, and its text."""

from typing import Final

from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type

from schema import delivery, federation
from schema.directives import AddedIn
from schema.mutations.accept_arrangement import accept_arrangement
from schema.mutations.agency_commands import end_arrangement, record_payment, restate_claim, reverse_payment
from schema.mutations.change_arrangement import agree_to_other_terms, request_pause, withdraw_arrangement
from schema.mutations.claim_disputes import dispute_claim, record_dispute_answer
from schema.mutations.consent_requests import answer_consent_request, request_consent
from schema.mutations.erase_person import erase_person
from schema.mutations.give_consent import give_consent
from schema.mutations.human_reviews import ReviewAboutInput, decide_human_review, request_human_review, say_in_review
from schema.mutations.make_payment_link import make_payment_link
from schema.mutations.mandates import end_mandates, give_mandate, record_mandate
from schema.mutations.narrow_consent import narrow_consent
from schema.mutations.propose_arrangement import propose_arrangement
from schema.mutations.request_change import request_change
from schema.mutations.withdraw_consent import withdraw_consent
from schema.mutations.withdraw_dispute import withdraw_dispute
from schema.mutations.withdraw_review import withdraw_human_review
from schema.person import PersonInput
from schema.queries import Query
from schema.scalars import SCALARS
from schema.sdl import written
from schema.types.accepted import AcceptedArrangement
from schema.types.agency import Agency
from schema.types.arrangement import Arrangement
from schema.types.claim import Claim
from schema.types.consent_request import ConsentRequest
from schema.types.grant import Grant
from schema.types.mandate import Mandate

FIRST: Final = "0.1.0"
"""The first version of the contract; what came later says so where it stands."""

_Mutation = create_type(
    "Mutation",
    [
        propose_arrangement,
        accept_arrangement,
        agree_to_other_terms,
        withdraw_arrangement,
        request_pause,
        request_change,
        make_payment_link,
        record_payment,
        reverse_payment,
        restate_claim,
        end_arrangement,
        request_human_review,
        decide_human_review,
        say_in_review,
        withdraw_human_review,
        dispute_claim,
        record_dispute_answer,
        withdraw_dispute,
        give_consent,
        narrow_consent,
        withdraw_consent,
        request_consent,
        answer_consent_request,
        give_mandate,
        record_mandate,
        end_mandates,
        erase_person,
    ],
    description="What can be done. Every input has an idempotency key; what cannot be done comes back as a problem.",
)


def build() -> Schema:
    """Build the schema."""
    schema = Schema(
        query=Query,
        mutation=_Mutation,
        types=[AcceptedArrangement, Agency, Arrangement, Claim, ConsentRequest, Grant, Mandate],
        schema_directives=[AddedIn(version=FIRST)],
        config=StrawberryConfig(scalar_map={**SCALARS, **federation.SCALARS}, disable_field_suggestions=True),
    )
    _mark_one_of(executable(schema))
    return schema


def executable(schema: Schema) -> GraphQLSchema:
    """The same schema as graphql-core has it."""
    return schema._schema  # noqa: SLF001 - Strawberry executes with it and has no public name for it


def sdl(schema: Schema, *, incremental: bool = False) -> str:
    """The contract as text, in alphabetical order, so that the same contract is always the same text.

    `incremental`: as a hub speaks it that knows `@defer` and `@stream`.
    """
    spoken = executable(schema)
    return written(delivery.knowing(spoken) if incremental else spoken, schema.schema_directives)


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Tell graphql-core too which inputs take exactly one field; Strawberry checks that in its own executor only."""
    for name in (PersonInput.__name__, ReviewAboutInput.__name__):
        found = schema.type_map[name]
        if isinstance(found, GraphQLInputObjectType):
            found.is_one_of = True
