from datetime import date, datetime
from typing import Any, Optional, Union

from .accept import Accept
from .accesses import Accesses
from .agencies import Agencies
from .agency_answers import AgencyAnswers
from .agree_to_other_terms import AgreeToOtherTerms
from .answer_dispute import AnswerDispute
from .answer_request import AnswerRequest
from .arrangement import Arrangement
from .arrangements import Arrangements
from .ask_review import AskReview
from .base_model import UNSET, UnsetType
from .bases import Bases
from .capacity import Capacity
from .client_disputes import ClientDisputes
from .client_reference import ClientReference
from .client_reviews import ClientReviews
from .client_view import ClientView
from .compare import Compare
from .consent_receipts import ConsentReceipts
from .consent_requests import ConsentRequests
from .debt import Debt
from .decide_review import DecideReview
from .dispute_claim import DisputeClaim
from .downloads import Downloads
from .end_mandates import EndMandates
from .enums import (
    Act,
    ConsentRequestAnswer,
    DisputeAnswerKind,
    DisputeGround,
    Purpose,
    ReviewDecisionKind,
)
from .erase import Erase
from .give_consent import GiveConsent
from .give_mandate import GiveMandate
from .grounds import Grounds
from .how_to_pay import HowToPay
from .input_types import (
    CaseInput,
    ChoiceInput,
    EvidenceInput,
    PayingInput,
    PersonInput,
    ReviewAboutInput,
    SituationInput,
)
from .kept_proposal import KeptProposal
from .lengths import Lengths
from .make_payment_link import MakePaymentLink
from .mandates import Mandates
from .narrow_consent import NarrowConsent
from .overview import Overview
from .pause import Pause
from .permission import Permission
from .preview import Preview
from .propose import Propose
from .propose_change import ProposeChange
from .queue import Queue
from .receipt import Receipt
from .record_mandate import RecordMandate
from .remedies import Remedies
from .request_change import RequestChange
from .reviews import Reviews
from .say_in_review import SayInReview
from .schemes import Schemes
from .sending import SendingClient
from .stop import Stop
from .withdraw_consent import WithdrawConsent
from .withdraw_dispute import WithdrawDispute
from .withdraw_review import WithdrawReview
from .worker_says import WorkerSays


def gql(q: str) -> str:
    return q


class HubClient(SendingClient):
    async def accept(
        self,
        key: str,
        proposal: str,
        payment: Union[Optional[PayingInput], UnsetType] = UNSET,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Accept:
        query = gql("""
            mutation Accept($key: String!, $proposal: ID!, $payment: PayingInput, $person: PersonInput) {
              acceptArrangement(
                input: {idempotencyKey: $key, proposal: $proposal, payment: $payment, person: $person}
              ) {
                state
                arrangement {
                  id
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    path
                    message
                  }
                  ... on ArrangementChanged {
                    claims {
                      owner {
                        ...AgencyName
                      }
                      reference
                      change
                      before
                      now
                    }
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "proposal": proposal,
            "payment": payment,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Accept", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Accept.model_validate(data)

    async def accesses(
        self,
        organization: Union[Optional[str], UnsetType] = UNSET,
        until: Union[Optional[datetime], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Accesses:
        query = gql("""
            query Accesses($organization: String, $until: DateTime) {
              accesses(first: 100, organization: $organization, until: $until) {
                __typename
                ... on AccessConnection {
                  totalCount
                  pageInfo {
                    hasNextPage
                    endCursor
                  }
                  organizations {
                    by {
                      name
                      oin
                      role
                      you
                      forYou
                    }
                    count
                    refused
                    latest
                  }
                  edges {
                    node {
                      id
                      at
                      kind
                      purpose
                      refused
                      ground
                      case
                      by {
                        name
                        oin
                        role
                        you
                        forYou
                      }
                      decisions {
                        agency {
                          ...AgencyName
                        }
                        permitted
                        basis
                        article
                        ground
                        status
                        shown
                        activity {
                          id
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {"organization": organization, "until": until}
        response = await self.execute(
            query=query, operation_name="Accesses", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Accesses.model_validate(data)

    async def agencies(self, **kwargs: Any) -> Agencies:
        query = gql("""
            query Agencies {
              agencies {
                ...AgencyName
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Agencies", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Agencies.model_validate(data)

    async def agency_answers(self, **kwargs: Any) -> AgencyAnswers:
        query = gql("""
            query AgencyAnswers {
              acceptedArrangements(first: 5) {
                __typename
                ... on AcceptedArrangementConnection {
                  edges {
                    node {
                      ...Life
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
              agencyAnswers {
                __typename
                ... on AgencyAnswers {
                  asOf
                  sources {
                    report {
                      ...Source
                    }
                    claims(first: 60) {
                      totalCount
                      edges {
                        node {
                          ...ClaimLine
                        }
                      }
                    }
                    overview {
                      knownOpen
                      signals {
                        claimId
                        referral
                        reason {
                          ...Why
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment ClaimLine on Claim {
              id
              reference
              kind {
                code
                label
              }
              owner {
                ...AgencyName
              }
              collector {
                ...AgencyName
              }
              imposedOn
              dueOn
              openAmount
              guards {
                ladder {
                  steps {
                    code
                    label
                    reached
                  }
                }
              }
              dispute {
                id
                state
              }
              issues {
                code
                detail
              }
            }

            fragment Life on AcceptedArrangement {
              id
              state
              scheme
              article
              reference
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              acceptedAt
              begunAt
              endedAt
              agreedAmount
              openAmount
              terms {
                paymentDay
                method
                accountEnding
                instalments {
                  ...AgreedMonth
                }
                owedNow
                lastDueOn
                openAfterwards
                reviewOn
              }
              otherTerms {
                until
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                reason {
                  ...Why
                }
              }
              change {
                until
                reason {
                  ...Why
                }
                difference {
                  ...Why
                }
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                joins {
                  owner {
                    ...AgencyName
                  }
                  reference
                  amount
                }
              }
              reminder {
                missing
                until
                reason {
                  ...Why
                }
              }
              pause {
                granted
                until
                reason {
                  ...Why
                }
              }
              ended {
                on
                says
                payBy
                reason {
                  ...Why
                }
              }
              questions {
                question
                since
                reason {
                  ...Why
                }
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="AgencyAnswers", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AgencyAnswers.model_validate(data)

    async def agree_to_other_terms(
        self,
        key: str,
        arrangement: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AgreeToOtherTerms:
        query = gql("""
            mutation AgreeToOtherTerms($key: String!, $arrangement: ID!, $person: PersonInput) {
              agreeToOtherTerms(
                input: {idempotencyKey: $key, arrangement: $arrangement, person: $person}
              ) {
                state
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "arrangement": arrangement,
            "person": person,
        }
        response = await self.execute(
            query=query,
            operation_name="AgreeToOtherTerms",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AgreeToOtherTerms.model_validate(data)

    async def answer_dispute(
        self,
        key: str,
        reference: str,
        person: PersonInput,
        case: CaseInput,
        answer: DisputeAnswerKind,
        reason: str,
        **kwargs: Any,
    ) -> AnswerDispute:
        query = gql("""
            mutation AnswerDispute($key: String!, $reference: String!, $person: PersonInput!, $case: CaseInput!, $answer: DisputeAnswerKind!, $reason: String!) {
              recordDisputeAnswer(
                input: {idempotencyKey: $key, reference: $reference, person: $person, case: $case, answer: $answer, reason: $reason}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "reference": reference,
            "person": person,
            "case": case,
            "answer": answer,
            "reason": reason,
        }
        response = await self.execute(
            query=query, operation_name="AnswerDispute", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AnswerDispute.model_validate(data)

    async def answer_request(
        self,
        key: str,
        request: str,
        answer: ConsentRequestAnswer,
        agencies: Union[Optional[list[str]], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AnswerRequest:
        query = gql("""
            mutation AnswerRequest($key: String!, $request: ID!, $answer: ConsentRequestAnswer!, $agencies: [String!]) {
              answerConsentRequest(
                input: {idempotencyKey: $key, request: $request, answer: $answer, agencies: $agencies}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "request": request,
            "answer": answer,
            "agencies": agencies,
        }
        response = await self.execute(
            query=query, operation_name="AnswerRequest", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AnswerRequest.model_validate(data)

    async def arrangement(
        self,
        id: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Arrangement:
        query = gql("""
            query Arrangement($id: ID!, $person: PersonInput) {
              acceptedArrangement(id: $id, person: $person) {
                __typename
                ... on AcceptedArrangement {
                  ...Life
                  proposalId
                  claims {
                    claimId
                    owner {
                      ...AgencyName
                    }
                    kind {
                      label
                    }
                    reference
                    agreedAmount
                    openAmount
                    outside
                  }
                  agencies {
                    agency {
                      ...AgencyName
                    }
                    executes
                    agreedAmount
                    openAmount
                    notices {
                      kind
                      reply
                      final
                      reason
                      madeAt
                      answeredAt
                      text
                    }
                  }
                  payments(first: 100) {
                    edges {
                      node {
                        reference
                        on
                        amount
                        surplus
                        reversed
                        setOffBy {
                          ...AgencyName
                        }
                      }
                    }
                  }
                  events(first: 100) {
                    totalCount
                    edges {
                      node {
                        number
                        on
                        step
                        by {
                          kind
                          forPerson
                          agency {
                            ...AgencyName
                          }
                          says
                        }
                        reason {
                          ...Why
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment Life on AcceptedArrangement {
              id
              state
              scheme
              article
              reference
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              acceptedAt
              begunAt
              endedAt
              agreedAmount
              openAmount
              terms {
                paymentDay
                method
                accountEnding
                instalments {
                  ...AgreedMonth
                }
                owedNow
                lastDueOn
                openAfterwards
                reviewOn
              }
              otherTerms {
                until
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                reason {
                  ...Why
                }
              }
              change {
                until
                reason {
                  ...Why
                }
                difference {
                  ...Why
                }
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                joins {
                  owner {
                    ...AgencyName
                  }
                  reference
                  amount
                }
              }
              reminder {
                missing
                until
                reason {
                  ...Why
                }
              }
              pause {
                granted
                until
                reason {
                  ...Why
                }
              }
              ended {
                on
                says
                payBy
                reason {
                  ...Why
                }
              }
              questions {
                question
                since
                reason {
                  ...Why
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"id": id, "person": person}
        response = await self.execute(
            query=query, operation_name="Arrangement", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Arrangement.model_validate(data)

    async def arrangements(
        self, person: Union[Optional[PersonInput], UnsetType] = UNSET, **kwargs: Any
    ) -> Arrangements:
        query = gql("""
            query Arrangements($person: PersonInput) {
              acceptedArrangements(first: 20, person: $person) {
                __typename
                ... on AcceptedArrangementConnection {
                  totalCount
                  edges {
                    node {
                      ...Life
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment Life on AcceptedArrangement {
              id
              state
              scheme
              article
              reference
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              acceptedAt
              begunAt
              endedAt
              agreedAmount
              openAmount
              terms {
                paymentDay
                method
                accountEnding
                instalments {
                  ...AgreedMonth
                }
                owedNow
                lastDueOn
                openAfterwards
                reviewOn
              }
              otherTerms {
                until
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                reason {
                  ...Why
                }
              }
              change {
                until
                reason {
                  ...Why
                }
                difference {
                  ...Why
                }
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                joins {
                  owner {
                    ...AgencyName
                  }
                  reference
                  amount
                }
              }
              reminder {
                missing
                until
                reason {
                  ...Why
                }
              }
              pause {
                granted
                until
                reason {
                  ...Why
                }
              }
              ended {
                on
                says
                payBy
                reason {
                  ...Why
                }
              }
              questions {
                question
                since
                reason {
                  ...Why
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"person": person}
        response = await self.execute(
            query=query, operation_name="Arrangements", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Arrangements.model_validate(data)

    async def ask_review(
        self,
        key: str,
        about: ReviewAboutInput,
        words: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AskReview:
        query = gql("""
            mutation AskReview($key: String!, $about: ReviewAboutInput!, $words: String!, $person: PersonInput) {
              requestHumanReview(
                input: {idempotencyKey: $key, about: $about, words: $words, person: $person}
              ) {
                review {
                  id
                  agency {
                    ...AgencyName
                  }
                  contact
                  receivedAt
                  decideBy
                  notice {
                    ...Why
                  }
                  term {
                    ...Why
                  }
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "about": about,
            "words": words,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="AskReview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AskReview.model_validate(data)

    async def bases(self, **kwargs: Any) -> Bases:
        query = gql("""
            query Bases {
              processingActivities {
                id
                purpose
                footing
                basis
                article
                recipients
                sources
                notices {
                  language
                  text
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Bases", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Bases.model_validate(data)

    async def capacity(
        self,
        situation: SituationInput,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Capacity:
        query = gql("""
            query Capacity($situation: SituationInput!, $person: PersonInput) {
              capacity(input: {situation: $situation, person: $person}) {
                __typename
                ... on Capacity {
                  on
                  room {
                    ...RoomFound
                  }
                  roomUnknown {
                    ...Why
                  }
                  protectedIncome {
                    amount
                    beforeCap
                    maximum
                    cappedBy
                    parts {
                      base
                      care
                      rent
                      child
                      partnerIncome
                      otherIncome
                    }
                    reasons {
                      ...Why
                    }
                    warnings {
                      ...Why
                    }
                  }
                }
                ... on Problem {
                  code
                  path
                  message
                }
              }
            }

            fragment RoomFound on Room {
              amount
              aboveProtectedIncome
              aboveLivingCosts
              alreadyTaken
              bound
              complete
              reasons {
                ...Why
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"situation": situation, "person": person}
        response = await self.execute(
            query=query, operation_name="Capacity", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Capacity.model_validate(data)

    async def client_disputes(
        self, person: PersonInput, case: CaseInput, **kwargs: Any
    ) -> ClientDisputes:
        query = gql("""
            query ClientDisputes($person: PersonInput!, $case: CaseInput!) {
              disputes(first: 20, person: $person, case: $case) {
                __typename
                ... on ClaimDisputeConnection {
                  edges {
                    node {
                      ...ClaimDisputed
                      claimReference
                      reference
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment ClaimDisputed on ClaimDispute {
              id
              state
              wrong
              words
              madeAt
              toldAt
              withdrawnAt
              notice {
                ...Why
              }
              answer {
                answer
                by {
                  ...AgencyName
                }
                byPerson
                on
                reason
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"person": person, "case": case}
        response = await self.execute(
            query=query, operation_name="ClientDisputes", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClientDisputes.model_validate(data)

    async def client_reference(
        self, person: PersonInput, **kwargs: Any
    ) -> ClientReference:
        query = gql("""
            query ClientReference($person: PersonInput!) {
              person(person: $person) {
                __typename
                ... on Person {
                  ref
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
            }
            """)
        variables: dict[str, object] = {"person": person}
        response = await self.execute(
            query=query, operation_name="ClientReference", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClientReference.model_validate(data)

    async def client_reviews(
        self, person: PersonInput, case: CaseInput, **kwargs: Any
    ) -> ClientReviews:
        query = gql("""
            query ClientReviews($person: PersonInput!, $case: CaseInput!) {
              agencies {
                ...AgencyName
              }
              humanReviews(first: 20, person: $person, case: $case) {
                __typename
                ... on HumanReviewConnection {
                  edges {
                    node {
                      ...ReviewForWorker
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment ReviewForWorker on HumanReview {
              id
              about
              scheme
              state
              agency {
                ...AgencyName
              }
              receivedAt
              decideBy
              late
              words
              notice {
                ...Why
              }
              term {
                ...Why
              }
              messages {
                at
                by {
                  ...AgencyName
                }
                to {
                  ...AgencyName
                }
                forPerson
                text
                keptBackUnder
              }
              occasion {
                owner {
                  ...AgencyName
                }
                reason {
                  ...Why
                }
              }
              decision {
                kind
                on
                by {
                  ...AgencyName
                }
                reason
                article
                remedy {
                  remedy
                  body
                  endsOn
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"person": person, "case": case}
        response = await self.execute(
            query=query, operation_name="ClientReviews", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClientReviews.model_validate(data)

    async def client_view(
        self, person: PersonInput, case: CaseInput, purpose: Purpose, **kwargs: Any
    ) -> ClientView:
        query = gql("""
            query ClientView($person: PersonInput!, $case: CaseInput!, $purpose: Purpose!) {
              overview(person: $person, case: $case, purpose: $purpose) {
                __typename
                ... on Overview {
                  asOf
                  complete
                  knownOpen
                  totalOpen
                  sources {
                    ...Source
                    article
                  }
                  claims(first: 100) {
                    totalCount
                    edges {
                      node {
                        ...ClaimLine
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
              acceptedArrangements(first: 5, person: $person, case: $case) {
                __typename
                ... on AcceptedArrangementConnection {
                  edges {
                    node {
                      id
                      state
                      scheme
                      article
                      reform {
                        name
                        text
                      }
                      executes {
                        ...AgencyName
                      }
                      acceptedAt
                      agreedAmount
                      openAmount
                      terms {
                        instalments {
                          ...AgreedMonth
                        }
                        owedNow
                        lastDueOn
                      }
                      agencies {
                        agency {
                          ...AgencyName
                        }
                        executes
                        agreedAmount
                        openAmount
                      }
                      claims {
                        claimId
                        owner {
                          ...AgencyName
                        }
                        kind {
                          label
                        }
                        reference
                        agreedAmount
                        openAmount
                        outside
                      }
                      reminder {
                        missing
                        until
                      }
                      pause {
                        granted
                        until
                      }
                      questions {
                        question
                        since
                        reason {
                          ...Why
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
              humanReviews(first: 20, person: $person, case: $case) {
                __typename
                ... on HumanReviewConnection {
                  edges {
                    node {
                      ...ReviewForWorker
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
              disputes(first: 20, person: $person, case: $case) {
                __typename
                ... on ClaimDisputeConnection {
                  edges {
                    node {
                      ...ClaimDisputed
                      claimReference
                      reference
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment ClaimDisputed on ClaimDispute {
              id
              state
              wrong
              words
              madeAt
              toldAt
              withdrawnAt
              notice {
                ...Why
              }
              answer {
                answer
                by {
                  ...AgencyName
                }
                byPerson
                on
                reason
              }
            }

            fragment ClaimLine on Claim {
              id
              reference
              kind {
                code
                label
              }
              owner {
                ...AgencyName
              }
              collector {
                ...AgencyName
              }
              imposedOn
              dueOn
              openAmount
              guards {
                ladder {
                  steps {
                    code
                    label
                    reached
                  }
                }
              }
              dispute {
                id
                state
              }
              issues {
                code
                detail
              }
            }

            fragment ReviewForWorker on HumanReview {
              id
              about
              scheme
              state
              agency {
                ...AgencyName
              }
              receivedAt
              decideBy
              late
              words
              notice {
                ...Why
              }
              term {
                ...Why
              }
              messages {
                at
                by {
                  ...AgencyName
                }
                to {
                  ...AgencyName
                }
                forPerson
                text
                keptBackUnder
              }
              occasion {
                owner {
                  ...AgencyName
                }
                reason {
                  ...Why
                }
              }
              decision {
                kind
                on
                by {
                  ...AgencyName
                }
                reason
                article
                remedy {
                  remedy
                  body
                  endsOn
                }
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "person": person,
            "case": case,
            "purpose": purpose,
        }
        response = await self.execute(
            query=query, operation_name="ClientView", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClientView.model_validate(data)

    async def compare(
        self,
        choice: Union[Optional[ChoiceInput], UnsetType] = UNSET,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        lump_sum: Union[Optional[int], UnsetType] = UNSET,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Compare:
        query = gql("""
            query Compare($choice: ChoiceInput, $situation: SituationInput, $lumpSum: EuroCents, $person: PersonInput) {
              compare(
                input: {choice: $choice, situation: $situation, lumpSum: $lumpSum, person: $person}
              ) {
                __typename
                ... on Comparison {
                  complete
                  sources {
                    ...Source
                  }
                  room {
                    ...RoomFound
                  }
                  lumpSum {
                    amount
                    left
                    perAgency {
                      agency {
                        ...AgencyName
                      }
                      amount
                    }
                    reasons {
                      ...Why
                    }
                  }
                  conflicts {
                    topic
                    says
                    norms {
                      parameter
                      value
                      article
                    }
                  }
                  variants {
                    code
                    isLaw
                    reform {
                      name
                      text
                    }
                    monthly
                    heaviest
                    endsOn
                    leftOpen
                    interest
                    knownMonthly
                    knownInterest
                    letters
                    roomLeft
                    rows {
                      agency {
                        ...AgencyName
                      }
                      monthly
                      months
                      endsOn
                      leftOpen
                      open
                      interest
                      costs
                      letters
                      measured
                      reasons {
                        ...Why
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment RoomFound on Room {
              amount
              aboveProtectedIncome
              aboveLivingCosts
              alreadyTaken
              bound
              complete
              reasons {
                ...Why
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "choice": choice,
            "situation": situation,
            "lumpSum": lump_sum,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Compare", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Compare.model_validate(data)

    async def consent_receipts(self, **kwargs: Any) -> ConsentReceipts:
        query = gql("""
            query ConsentReceipts {
              grants(first: 100) {
                __typename
                ... on GrantConnection {
                  edges {
                    node {
                      receipts {
                        id
                        jws
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="ConsentReceipts", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ConsentReceipts.model_validate(data)

    async def consent_requests(self, **kwargs: Any) -> ConsentRequests:
        query = gql("""
            query ConsentRequests {
              consentRequests {
                __typename
                ... on ConsentRequestList {
                  requests {
                    id
                    recipient
                    recipientName
                    agencies {
                      ...AgencyName
                    }
                    categories
                    purposes
                    use
                    askedAt
                    expiresAt
                    state
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="ConsentRequests", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ConsentRequests.model_validate(data)

    async def debt(self, id: str, **kwargs: Any) -> Debt:
        query = gql("""
            query Debt($id: ID!) {
              node(id: $id) {
                __typename
                ... on Claim {
                  id
                  reference
                  owner {
                    ...AgencyName
                  }
                  collector {
                    ...AgencyName
                  }
                  imposedOn
                  dueOn
                  openAmount
                  dispute {
                    ...ClaimDisputed
                  }
                  issues {
                    code
                    detail
                  }
                  imposedAmount
                  parts {
                    principal
                    costs
                    interest
                  }
                  takenOverAt
                  handedOverAt
                  kind {
                    code
                    label
                    article
                  }
                  facts {
                    name
                    answer
                    on
                    detail
                    statedOn
                  }
                  guards {
                    enforcement {
                      allowed
                      grounds {
                        ...Why
                      }
                    }
                    setOff {
                      allowed
                      reasons {
                        ...Why
                      }
                    }
                    ladder {
                      reason {
                        ...Why
                      }
                      next {
                        code
                        label
                      }
                      steps {
                        code
                        label
                        reached
                      }
                    }
                    limitation {
                      needed
                      mustInterruptBefore
                      reason {
                        ...Why
                      }
                    }
                    remission {
                      ...Why
                    }
                  }
                  liability {
                    joint
                    until
                    reasons {
                      ...Why
                    }
                  }
                  legalRemedies {
                    remedy
                    body
                    against
                    endsOn
                    isOpen
                    article
                    then
                    payingWaivesIt
                    says {
                      ...Why
                    }
                    effect {
                      ...Why
                    }
                  }
                  legalRoute {
                    remedy
                    body
                    article
                    endsOn
                    then
                    payingWaivesIt
                  }
                  ownPlan {
                    says
                    article
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment ClaimDisputed on ClaimDispute {
              id
              state
              wrong
              words
              madeAt
              toldAt
              withdrawnAt
              notice {
                ...Why
              }
              answer {
                answer
                by {
                  ...AgencyName
                }
                byPerson
                on
                reason
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Debt", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Debt.model_validate(data)

    async def decide_review(
        self,
        key: str,
        review: str,
        person: PersonInput,
        case: CaseInput,
        decision: ReviewDecisionKind,
        reason: str,
        article: str,
        **kwargs: Any,
    ) -> DecideReview:
        query = gql("""
            mutation DecideReview($key: String!, $review: ID!, $person: PersonInput!, $case: CaseInput!, $decision: ReviewDecisionKind!, $reason: String!, $article: String!) {
              decideHumanReview(
                input: {idempotencyKey: $key, review: $review, person: $person, case: $case, decision: $decision, reason: $reason, article: $article}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "review": review,
            "person": person,
            "case": case,
            "decision": decision,
            "reason": reason,
            "article": article,
        }
        response = await self.execute(
            query=query, operation_name="DecideReview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DecideReview.model_validate(data)

    async def dispute_claim(
        self,
        key: str,
        claim: str,
        wrong: DisputeGround,
        words: str,
        scheme: str,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> DisputeClaim:
        query = gql("""
            mutation DisputeClaim($key: String!, $claim: ID!, $wrong: DisputeGround!, $words: String!, $scheme: String!, $situation: SituationInput) {
              disputeClaim(
                input: {idempotencyKey: $key, claim: $claim, wrong: $wrong, words: $words, scheme: $scheme, situation: $situation}
              ) {
                dispute {
                  ...ClaimDisputed
                }
                withClaim {
                  __typename
                  ... on Proposal {
                    months
                    monthlyAmount
                    total
                    lastDueOn
                  }
                }
                withoutClaim {
                  __typename
                  ... on Proposal {
                    months
                    monthlyAmount
                    total
                    lastDueOn
                  }
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment ClaimDisputed on ClaimDispute {
              id
              state
              wrong
              words
              madeAt
              toldAt
              withdrawnAt
              notice {
                ...Why
              }
              answer {
                answer
                by {
                  ...AgencyName
                }
                byPerson
                on
                reason
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "claim": claim,
            "wrong": wrong,
            "words": words,
            "scheme": scheme,
            "situation": situation,
        }
        response = await self.execute(
            query=query, operation_name="DisputeClaim", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DisputeClaim.model_validate(data)

    async def downloads(self, kept: str, has_kept: bool, **kwargs: Any) -> Downloads:
        query = gql("""
            query Downloads($kept: ID!, $hasKept: Boolean!) {
              acceptedArrangements(first: 20) {
                __typename
                ... on AcceptedArrangementConnection {
                  edges {
                    node {
                      id
                      acceptedAt
                      agreedAmount
                      executes {
                        ...AgencyName
                      }
                      reform {
                        name
                        text
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
              arrangement(id: $kept) @include(if: $hasKept) {
                id
                expiresAt
                proposal {
                  reform {
                    name
                    text
                  }
                }
              }
              grants(first: 100) {
                __typename
                ... on GrantConnection {
                  edges {
                    node {
                      id
                      agency {
                        ...AgencyName
                      }
                      purpose
                      receipts {
                        id
                        event
                        at
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {"kept": kept, "hasKept": has_kept}
        response = await self.execute(
            query=query, operation_name="Downloads", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Downloads.model_validate(data)

    async def end_mandates(
        self, key: str, mandates: list[str], **kwargs: Any
    ) -> EndMandates:
        query = gql("""
            mutation EndMandates($key: String!, $mandates: [ID!]!) {
              endMandates(input: {idempotencyKey: $key, mandates: $mandates}) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"key": key, "mandates": mandates}
        response = await self.execute(
            query=query, operation_name="EndMandates", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return EndMandates.model_validate(data)

    async def erase(self, key: str, **kwargs: Any) -> Erase:
        query = gql("""
            mutation Erase($key: String!) {
              erasePerson(input: {idempotencyKey: $key}) {
                erased
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"key": key}
        response = await self.execute(
            query=query, operation_name="Erase", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Erase.model_validate(data)

    async def give_consent(
        self,
        key: str,
        agencies: list[str],
        purposes: list[Purpose],
        notices: list[str],
        **kwargs: Any,
    ) -> GiveConsent:
        query = gql("""
            mutation GiveConsent($key: String!, $agencies: [String!]!, $purposes: [Purpose!]!, $notices: [String!]!) {
              giveConsent(
                input: {idempotencyKey: $key, agencies: $agencies, purposes: $purposes, notices: $notices}
              ) {
                grants {
                  ...GrantLine
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment GrantLine on Grant {
              id
              agency {
                ...AgencyName
              }
              purpose
              recipient
              categories
              use
              status
              inForce
              givenAt
              validUntil
              lapsesAt
              withdrawnAt
              usedAt
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "agencies": agencies,
            "purposes": purposes,
            "notices": notices,
        }
        response = await self.execute(
            query=query, operation_name="GiveConsent", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GiveConsent.model_validate(data)

    async def give_mandate(
        self,
        key: str,
        representative: str,
        acts: list[Act],
        purposes: list[Purpose],
        agencies: list[str],
        until: Union[Optional[datetime], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> GiveMandate:
        query = gql("""
            mutation GiveMandate($key: String!, $representative: String!, $acts: [Act!]!, $purposes: [Purpose!]!, $agencies: [String!]!, $until: DateTime) {
              giveMandate(
                input: {idempotencyKey: $key, representative: $representative, acts: $acts, purposes: $purposes, agencies: $agencies, until: $until}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "representative": representative,
            "acts": acts,
            "purposes": purposes,
            "agencies": agencies,
            "until": until,
        }
        response = await self.execute(
            query=query, operation_name="GiveMandate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GiveMandate.model_validate(data)

    async def grounds(
        self,
        id: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Grounds:
        query = gql("""
            query Grounds($id: ID!, $person: PersonInput) {
              arrangement(id: $id, person: $person) {
                proposal {
                  isWhatIf
                  decidedBy {
                    how
                  }
                  reasons {
                    ...Why
                  }
                  conditions {
                    ...Why
                  }
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"id": id, "person": person}
        response = await self.execute(
            query=query, operation_name="Grounds", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Grounds.model_validate(data)

    async def how_to_pay(
        self, id: str, due_on: Union[Optional[date], UnsetType] = UNSET, **kwargs: Any
    ) -> HowToPay:
        query = gql("""
            query HowToPay($id: ID!, $dueOn: Date) {
              acceptedArrangement(id: $id) {
                __typename
                ... on AcceptedArrangement {
                  ...Life
                  paymentReference(dueOn: $dueOn)
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment Life on AcceptedArrangement {
              id
              state
              scheme
              article
              reference
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              acceptedAt
              begunAt
              endedAt
              agreedAmount
              openAmount
              terms {
                paymentDay
                method
                accountEnding
                instalments {
                  ...AgreedMonth
                }
                owedNow
                lastDueOn
                openAfterwards
                reviewOn
              }
              otherTerms {
                until
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                reason {
                  ...Why
                }
              }
              change {
                until
                reason {
                  ...Why
                }
                difference {
                  ...Why
                }
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                joins {
                  owner {
                    ...AgencyName
                  }
                  reference
                  amount
                }
              }
              reminder {
                missing
                until
                reason {
                  ...Why
                }
              }
              pause {
                granted
                until
                reason {
                  ...Why
                }
              }
              ended {
                on
                says
                payBy
                reason {
                  ...Why
                }
              }
              questions {
                question
                since
                reason {
                  ...Why
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"id": id, "dueOn": due_on}
        response = await self.execute(
            query=query, operation_name="HowToPay", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return HowToPay.model_validate(data)

    async def kept_proposal(
        self,
        id: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> KeptProposal:
        query = gql("""
            query KeptProposal($id: ID!, $person: PersonInput) {
              arrangement(id: $id, person: $person) {
                id
                state
                madeAt
                expiresAt
                proposal {
                  ... on Considered {
                    ...Basics
                  }
                  ...Plan
                  room {
                    ...RoomFound
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment Basics on Considered {
              on
              scheme {
                asked
                applied
              }
              isWhatIf
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              decidedBy {
                how
                agency {
                  ...AgencyName
                }
              }
              participants {
                agency {
                  ...AgencyName
                }
                standing
                article
                change
              }
              missing {
                ...Source
              }
              reasons {
                ...Why
              }
              signals {
                claimId
                referral
                reason {
                  ...Why
                }
              }
              claims {
                edges {
                  node {
                    treatment
                    reasons {
                      ...Why
                    }
                    claim {
                      id
                      reference
                      openAmount
                      kind {
                        code
                        label
                      }
                      owner {
                        ...AgencyName
                      }
                      collector {
                        ...AgencyName
                      }
                    }
                  }
                }
              }
              receipt {
                fingerprint
                version
                parameters {
                  id
                  value
                  article
                  source
                  confidence
                  startsOn
                }
              }
            }

            fragment Plan on Proposal {
              route
              floor
              total
              months
              monthlyAmount
              firstDueOn
              lastDueOn
              openAfterReview
              reviewOn
              arrangements
              acceptable
              indicative
              instalments {
                ...Shares
              }
              interest {
                claim {
                  id
                }
                amount
              }
              conditions {
                ...Why
              }
              blockedBy {
                ...Why
              }
              unconfirmed
            }

            fragment RoomFound on Room {
              amount
              aboveProtectedIncome
              aboveLivingCosts
              alreadyTaken
              bound
              complete
              reasons {
                ...Why
              }
            }

            fragment Shares on Instalment {
              number
              dueOn
              amount
              perAgency {
                agency {
                  ...AgencyName
                }
                amount
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"id": id, "person": person}
        response = await self.execute(
            query=query, operation_name="KeptProposal", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return KeptProposal.model_validate(data)

    async def lengths(
        self,
        scheme: str,
        short: ChoiceInput,
        middle: ChoiceInput,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Lengths:
        query = gql("""
            query Lengths($scheme: String!, $short: ChoiceInput!, $middle: ChoiceInput!, $situation: SituationInput, $person: PersonInput) {
              short: preview(
                input: {scheme: $scheme, choice: $short, situation: $situation, person: $person}
              ) {
                __typename
                ... on Proposal {
                  ...Plan
                }
                ... on Problem {
                  code
                  message
                }
              }
              middle: preview(
                input: {scheme: $scheme, choice: $middle, situation: $situation, person: $person}
              ) {
                __typename
                ... on Proposal {
                  ...Plan
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment Plan on Proposal {
              route
              floor
              total
              months
              monthlyAmount
              firstDueOn
              lastDueOn
              openAfterReview
              reviewOn
              arrangements
              acceptable
              indicative
              instalments {
                ...Shares
              }
              interest {
                claim {
                  id
                }
                amount
              }
              conditions {
                ...Why
              }
              blockedBy {
                ...Why
              }
              unconfirmed
            }

            fragment Shares on Instalment {
              number
              dueOn
              amount
              perAgency {
                agency {
                  ...AgencyName
                }
                amount
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "scheme": scheme,
            "short": short,
            "middle": middle,
            "situation": situation,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Lengths", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Lengths.model_validate(data)

    async def make_payment_link(
        self,
        key: str,
        arrangement: str,
        due_on: Union[Optional[date], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> MakePaymentLink:
        query = gql("""
            mutation MakePaymentLink($key: String!, $arrangement: ID!, $dueOn: Date) {
              makePaymentLink(
                input: {idempotencyKey: $key, arrangement: $arrangement, dueOn: $dueOn}
              ) {
                paymentLink {
                  url
                  expiresAt
                  amount
                  reference
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "arrangement": arrangement,
            "dueOn": due_on,
        }
        response = await self.execute(
            query=query, operation_name="MakePaymentLink", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MakePaymentLink.model_validate(data)

    async def mandates(
        self, person: Union[Optional[PersonInput], UnsetType] = UNSET, **kwargs: Any
    ) -> Mandates:
        query = gql("""
            query Mandates($person: PersonInput) {
              agencies {
                ...AgencyName
              }
              mandates(person: $person) {
                __typename
                ... on MandateList {
                  mandates {
                    id
                    kind
                    evidence
                    representativeOin
                    representativeName
                    acts
                    purposes
                    agencies {
                      ...AgencyName
                    }
                    givenAt
                    validFrom
                    validUntil
                    endedAt
                    inForce
                    canEnd
                    signedOn
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {"person": person}
        response = await self.execute(
            query=query, operation_name="Mandates", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Mandates.model_validate(data)

    async def narrow_consent(
        self, key: str, grants: list[str], until: datetime, **kwargs: Any
    ) -> NarrowConsent:
        query = gql("""
            mutation NarrowConsent($key: String!, $grants: [ID!]!, $until: DateTime!) {
              narrowConsent(input: {idempotencyKey: $key, grants: $grants, until: $until}) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"key": key, "grants": grants, "until": until}
        response = await self.execute(
            query=query, operation_name="NarrowConsent", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return NarrowConsent.model_validate(data)

    async def overview(
        self, person: Union[Optional[PersonInput], UnsetType] = UNSET, **kwargs: Any
    ) -> Overview:
        query = gql("""
            query Overview($person: PersonInput) {
              overview(person: $person) {
                __typename
                ... on Overview {
                  asOf
                  complete
                  knownOpen
                  totalOpen
                  sources {
                    ...Source
                  }
                  claims(first: 100) {
                    totalCount
                    edges {
                      node {
                        ...ClaimLine
                      }
                    }
                  }
                  signals {
                    claimId
                    referral
                    reason {
                      ...Why
                    }
                  }
                  possibleDuplicates {
                    claims {
                      id
                      reference
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
              acceptedArrangements(first: 5, person: $person) {
                __typename
                ... on AcceptedArrangementConnection {
                  edges {
                    node {
                      ...Life
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment AgreedMonth on AgreedInstalment {
              number
              dueOn
              amount
              paidAmount
            }

            fragment ClaimLine on Claim {
              id
              reference
              kind {
                code
                label
              }
              owner {
                ...AgencyName
              }
              collector {
                ...AgencyName
              }
              imposedOn
              dueOn
              openAmount
              guards {
                ladder {
                  steps {
                    code
                    label
                    reached
                  }
                }
              }
              dispute {
                id
                state
              }
              issues {
                code
                detail
              }
            }

            fragment Life on AcceptedArrangement {
              id
              state
              scheme
              article
              reference
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              acceptedAt
              begunAt
              endedAt
              agreedAmount
              openAmount
              terms {
                paymentDay
                method
                accountEnding
                instalments {
                  ...AgreedMonth
                }
                owedNow
                lastDueOn
                openAfterwards
                reviewOn
              }
              otherTerms {
                until
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                reason {
                  ...Why
                }
              }
              change {
                until
                reason {
                  ...Why
                }
                difference {
                  ...Why
                }
                instalments {
                  ...AgreedMonth
                }
                openAfterwards
                joins {
                  owner {
                    ...AgencyName
                  }
                  reference
                  amount
                }
              }
              reminder {
                missing
                until
                reason {
                  ...Why
                }
              }
              pause {
                granted
                until
                reason {
                  ...Why
                }
              }
              ended {
                on
                says
                payBy
                reason {
                  ...Why
                }
              }
              questions {
                question
                since
                reason {
                  ...Why
                }
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"person": person}
        response = await self.execute(
            query=query, operation_name="Overview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Overview.model_validate(data)

    async def pause(
        self,
        key: str,
        arrangement: str,
        helped: bool,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Pause:
        query = gql("""
            mutation Pause($key: String!, $arrangement: ID!, $helped: Boolean!, $person: PersonInput) {
              requestPause(
                input: {idempotencyKey: $key, arrangement: $arrangement, helped: $helped, person: $person}
              ) {
                state
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "arrangement": arrangement,
            "helped": helped,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Pause", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Pause.model_validate(data)

    async def permission(self, **kwargs: Any) -> Permission:
        query = gql("""
            query Permission {
              agencies {
                ...AgencyName
              }
              processingActivities {
                id
                purpose
                footing
                basis
                article
                recipients
                sources
                controller
                contact
                retention
                lapsesAfterMonths
                validFrom
                validTo
                notices {
                  id
                  language
                  text
                }
              }
              grants(first: 100) {
                __typename
                ... on GrantConnection {
                  edges {
                    node {
                      ...GrantLine
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment GrantLine on Grant {
              id
              agency {
                ...AgencyName
              }
              purpose
              recipient
              categories
              use
              status
              inForce
              givenAt
              validUntil
              lapsesAt
              withdrawnAt
              usedAt
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Permission", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Permission.model_validate(data)

    async def preview(
        self,
        scheme: str,
        choice: Union[Optional[ChoiceInput], UnsetType] = UNSET,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Preview:
        query = gql("""
            query Preview($scheme: String!, $choice: ChoiceInput, $situation: SituationInput, $person: PersonInput) {
              preview(
                input: {scheme: $scheme, choice: $choice, situation: $situation, person: $person}
              ) {
                __typename
                ... on Considered {
                  ...Basics
                }
                ... on Proposal {
                  ...Plan
                  room {
                    ...RoomFound
                  }
                }
                ... on NeedsHuman {
                  alternative {
                    ...Plan
                  }
                  room {
                    ...RoomFound
                  }
                }
                ... on Problem {
                  code
                  path
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment Basics on Considered {
              on
              scheme {
                asked
                applied
              }
              isWhatIf
              reform {
                name
                text
              }
              executes {
                ...AgencyName
              }
              decidedBy {
                how
                agency {
                  ...AgencyName
                }
              }
              participants {
                agency {
                  ...AgencyName
                }
                standing
                article
                change
              }
              missing {
                ...Source
              }
              reasons {
                ...Why
              }
              signals {
                claimId
                referral
                reason {
                  ...Why
                }
              }
              claims {
                edges {
                  node {
                    treatment
                    reasons {
                      ...Why
                    }
                    claim {
                      id
                      reference
                      openAmount
                      kind {
                        code
                        label
                      }
                      owner {
                        ...AgencyName
                      }
                      collector {
                        ...AgencyName
                      }
                    }
                  }
                }
              }
              receipt {
                fingerprint
                version
                parameters {
                  id
                  value
                  article
                  source
                  confidence
                  startsOn
                }
              }
            }

            fragment Plan on Proposal {
              route
              floor
              total
              months
              monthlyAmount
              firstDueOn
              lastDueOn
              openAfterReview
              reviewOn
              arrangements
              acceptable
              indicative
              instalments {
                ...Shares
              }
              interest {
                claim {
                  id
                }
                amount
              }
              conditions {
                ...Why
              }
              blockedBy {
                ...Why
              }
              unconfirmed
            }

            fragment RoomFound on Room {
              amount
              aboveProtectedIncome
              aboveLivingCosts
              alreadyTaken
              bound
              complete
              reasons {
                ...Why
              }
            }

            fragment Shares on Instalment {
              number
              dueOn
              amount
              perAgency {
                agency {
                  ...AgencyName
                }
                amount
              }
            }

            fragment Source on SourceReport {
              agency {
                ...AgencyName
              }
              status
              reason
              asOf
              askedAt
              claimCount
              signed
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "scheme": scheme,
            "choice": choice,
            "situation": situation,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Preview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Preview.model_validate(data)

    async def propose(
        self,
        key: str,
        scheme: str,
        choice: Union[Optional[ChoiceInput], UnsetType] = UNSET,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Propose:
        query = gql("""
            mutation Propose($key: String!, $scheme: String!, $choice: ChoiceInput, $situation: SituationInput, $person: PersonInput) {
              proposeArrangement(
                input: {idempotencyKey: $key, scheme: $scheme, choice: $choice, situation: $situation, person: $person}
              ) {
                arrangement {
                  id
                }
                outcome {
                  __typename
                  ... on Considered {
                    reasons {
                      ...Why
                    }
                  }
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "scheme": scheme,
            "choice": choice,
            "situation": situation,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Propose", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Propose.model_validate(data)

    async def propose_change(
        self,
        key: str,
        scheme: str,
        arrangement: str,
        joining: list[str],
        choice: Union[Optional[ChoiceInput], UnsetType] = UNSET,
        situation: Union[Optional[SituationInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ProposeChange:
        query = gql("""
            mutation ProposeChange($key: String!, $scheme: String!, $arrangement: ID!, $joining: [ID!]!, $choice: ChoiceInput, $situation: SituationInput) {
              proposeArrangement(
                input: {idempotencyKey: $key, scheme: $scheme, amends: {arrangement: $arrangement, joining: $joining}, choice: $choice, situation: $situation}
              ) {
                arrangement {
                  id
                }
                outcome {
                  __typename
                  ... on Considered {
                    reasons {
                      ...Why
                    }
                  }
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "scheme": scheme,
            "arrangement": arrangement,
            "joining": joining,
            "choice": choice,
            "situation": situation,
        }
        response = await self.execute(
            query=query, operation_name="ProposeChange", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ProposeChange.model_validate(data)

    async def queue(self, case: CaseInput, **kwargs: Any) -> Queue:
        query = gql("""
            query Queue($case: CaseInput!) {
              humanReviews(first: 20, case: $case) {
                __typename
                ... on HumanReviewConnection {
                  totalCount
                  edges {
                    node {
                      ...ReviewForWorker
                      person {
                        ref
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                  path
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment ReviewForWorker on HumanReview {
              id
              about
              scheme
              state
              agency {
                ...AgencyName
              }
              receivedAt
              decideBy
              late
              words
              notice {
                ...Why
              }
              term {
                ...Why
              }
              messages {
                at
                by {
                  ...AgencyName
                }
                to {
                  ...AgencyName
                }
                forPerson
                text
                keptBackUnder
              }
              occasion {
                owner {
                  ...AgencyName
                }
                reason {
                  ...Why
                }
              }
              decision {
                kind
                on
                by {
                  ...AgencyName
                }
                reason
                article
                remedy {
                  remedy
                  body
                  endsOn
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"case": case}
        response = await self.execute(
            query=query, operation_name="Queue", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Queue.model_validate(data)

    async def receipt(self, id: str, **kwargs: Any) -> Receipt:
        query = gql("""
            query Receipt($id: ID!) {
              receipt(id: $id) {
                __typename
                ... on ReceiptCopy {
                  document
                  fingerprint
                  version
                  commitment
                  opening
                  proof {
                    entry
                    index
                    checkpoint
                    tlogProof
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Receipt", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Receipt.model_validate(data)

    async def record_mandate(
        self,
        key: str,
        person: PersonInput,
        acts: list[Act],
        purposes: list[Purpose],
        agencies: list[str],
        evidence: EvidenceInput,
        until: Union[Optional[datetime], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> RecordMandate:
        query = gql("""
            mutation RecordMandate($key: String!, $person: PersonInput!, $acts: [Act!]!, $purposes: [Purpose!]!, $agencies: [String!]!, $evidence: EvidenceInput!, $until: DateTime) {
              recordMandate(
                input: {idempotencyKey: $key, person: $person, kind: HELP, acts: $acts, purposes: $purposes, agencies: $agencies, evidence: $evidence, until: $until}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "person": person,
            "acts": acts,
            "purposes": purposes,
            "agencies": agencies,
            "evidence": evidence,
            "until": until,
        }
        response = await self.execute(
            query=query, operation_name="RecordMandate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RecordMandate.model_validate(data)

    async def remedies(self, **kwargs: Any) -> Remedies:
        query = gql("""
            query Remedies {
              overview {
                __typename
                ... on Overview {
                  claims(first: 100) {
                    edges {
                      node {
                        id
                        legalRemedies {
                          remedy
                          body
                          against
                          endsOn
                          isOpen
                          article
                          payingWaivesIt
                          says {
                            ...Why
                          }
                          effect {
                            ...Why
                          }
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Remedies", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Remedies.model_validate(data)

    async def request_change(
        self, key: str, arrangement: str, proposal: str, **kwargs: Any
    ) -> RequestChange:
        query = gql("""
            mutation RequestChange($key: String!, $arrangement: ID!, $proposal: ID!) {
              requestChange(
                input: {idempotencyKey: $key, arrangement: $arrangement, proposal: $proposal}
              ) {
                state
                problems {
                  __typename
                  ... on Problem {
                    code
                    path
                    message
                  }
                  ... on ArrangementChanged {
                    claims {
                      owner {
                        ...AgencyName
                      }
                      reference
                      change
                      before
                      now
                    }
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "arrangement": arrangement,
            "proposal": proposal,
        }
        response = await self.execute(
            query=query, operation_name="RequestChange", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RequestChange.model_validate(data)

    async def reviews(
        self, person: Union[Optional[PersonInput], UnsetType] = UNSET, **kwargs: Any
    ) -> Reviews:
        query = gql("""
            query Reviews($person: PersonInput) {
              humanReviews(first: 20, person: $person) {
                __typename
                ... on HumanReviewConnection {
                  edges {
                    node {
                      id
                      about
                      scheme
                      state
                      agency {
                        ...AgencyName
                      }
                      contact
                      receivedAt
                      decideBy
                      late
                      words
                      notice {
                        ...Why
                      }
                      term {
                        ...Why
                      }
                      concerns
                      messages {
                        at
                        by {
                          ...AgencyName
                        }
                        to {
                          ...AgencyName
                        }
                        forPerson
                        text
                        keptBackUnder
                      }
                      occasion {
                        owner {
                          ...AgencyName
                        }
                        reason {
                          ...Why
                        }
                      }
                      decision {
                        kind
                        on
                        by {
                          ...AgencyName
                        }
                        reason
                        article
                        remedy {
                          remedy
                          body
                          endsOn
                        }
                      }
                    }
                  }
                }
                ... on Problem {
                  code
                  message
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment Why on Reason {
              code
              article
              text
            }
            """)
        variables: dict[str, object] = {"person": person}
        response = await self.execute(
            query=query, operation_name="Reviews", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Reviews.model_validate(data)

    async def say_in_review(
        self,
        key: str,
        review: str,
        text: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> SayInReview:
        query = gql("""
            mutation SayInReview($key: String!, $review: ID!, $text: String!, $person: PersonInput) {
              sayInReview(
                input: {idempotencyKey: $key, review: $review, text: $text, person: $person}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "review": review,
            "text": text,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="SayInReview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SayInReview.model_validate(data)

    async def schemes(self, **kwargs: Any) -> Schemes:
        query = gql("""
            query Schemes {
              schemes {
                code
                says
                isWhatIf
                article
                executes {
                  ...AgencyName
                }
                reform {
                  name
                  text
                }
                participants {
                  agency {
                    ...AgencyName
                  }
                  standing
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Schemes", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Schemes.model_validate(data)

    async def stop(
        self,
        key: str,
        arrangement: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Stop:
        query = gql("""
            mutation Stop($key: String!, $arrangement: ID!, $person: PersonInput) {
              withdrawArrangement(
                input: {idempotencyKey: $key, arrangement: $arrangement, person: $person}
              ) {
                state
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "arrangement": arrangement,
            "person": person,
        }
        response = await self.execute(
            query=query, operation_name="Stop", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Stop.model_validate(data)

    async def withdraw_consent(
        self, key: str, grants: list[str], **kwargs: Any
    ) -> WithdrawConsent:
        query = gql("""
            mutation WithdrawConsent($key: String!, $grants: [ID!]!) {
              withdrawConsent(input: {idempotencyKey: $key, grants: $grants}) {
                grants {
                  ...GrantLine
                }
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }

            fragment AgencyName on Agency {
              code
              name
            }

            fragment GrantLine on Grant {
              id
              agency {
                ...AgencyName
              }
              purpose
              recipient
              categories
              use
              status
              inForce
              givenAt
              validUntil
              lapsesAt
              withdrawnAt
              usedAt
            }
            """)
        variables: dict[str, object] = {"key": key, "grants": grants}
        response = await self.execute(
            query=query, operation_name="WithdrawConsent", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WithdrawConsent.model_validate(data)

    async def withdraw_dispute(
        self, key: str, dispute: str, **kwargs: Any
    ) -> WithdrawDispute:
        query = gql("""
            mutation WithdrawDispute($key: String!, $dispute: ID!) {
              withdrawDispute(input: {idempotencyKey: $key, dispute: $dispute}) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"key": key, "dispute": dispute}
        response = await self.execute(
            query=query, operation_name="WithdrawDispute", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WithdrawDispute.model_validate(data)

    async def withdraw_review(
        self,
        key: str,
        review: str,
        person: Union[Optional[PersonInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> WithdrawReview:
        query = gql("""
            mutation WithdrawReview($key: String!, $review: ID!, $person: PersonInput) {
              withdrawHumanReview(
                input: {idempotencyKey: $key, review: $review, person: $person}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {"key": key, "review": review, "person": person}
        response = await self.execute(
            query=query, operation_name="WithdrawReview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WithdrawReview.model_validate(data)

    async def worker_says(
        self,
        key: str,
        review: str,
        person: PersonInput,
        case: CaseInput,
        text: str,
        to: Union[Optional[str], UnsetType] = UNSET,
        kept_back_under: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> WorkerSays:
        query = gql("""
            mutation WorkerSays($key: String!, $review: ID!, $person: PersonInput!, $case: CaseInput!, $text: String!, $to: String, $keptBackUnder: String) {
              sayInReview(
                input: {idempotencyKey: $key, review: $review, person: $person, case: $case, text: $text, to: $to, keptBackUnder: $keptBackUnder}
              ) {
                problems {
                  __typename
                  ... on Problem {
                    code
                    message
                    path
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "key": key,
            "review": review,
            "person": person,
            "case": case,
            "text": text,
            "to": to,
            "keptBackUnder": kept_back_under,
        }
        response = await self.execute(
            query=query, operation_name="WorkerSays", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return WorkerSays.model_validate(data)
