"""Why nothing was done about a review or a dispute. An expected answer, not a fault."""

from enum import StrEnum


class ReviewProblem(StrEnum):
    """What can stand in the way. Codes are stable for ever."""

    UNKNOWN = "review.unknown"
    NO_AGENCY = "review.no_agency"
    NOT_LAW = "scheme.not_law"
    PROPOSAL_UNKNOWN = "proposal.unknown"
    PROPOSAL_EXPIRED = "proposal.expired"
    ARRANGEMENT_UNKNOWN = "arrangement.unknown"
    PROPOSAL_POSSIBLE = "review.proposal_possible"
    TOO_MANY = "review.too_many"
    NO_WORDS = "review.no_words"
    TELLS_TOO_MUCH = "review.tells_too_much"
    OVER = "review.over"
    NOBODY_APPLIED = "review.nobody_applied"
    NO_REASON = "review.no_reason"
    NO_ARTICLE = "review.no_article"
    DOES_NOT_FIT = "review.does_not_fit"
    END_FIRST = "review.end_first"
    TOO_MUCH_SAID = "review.too_much_said"
    CANNOT_KEEP_BACK = "review.cannot_keep_back"
    NEEDS_LEGAL_BASIS = "needs.legal_basis"


class DisputeProblem(StrEnum):
    """What can stand in the way. Codes are stable for ever."""

    UNKNOWN = "dispute.unknown"
    CLAIM_UNKNOWN = "dispute.claim_unknown"
    DISPUTED_ALREADY = "dispute.disputed_already"
    TOO_MANY = "dispute.too_many"
    UNFIT_WORDS = "dispute.unfit_words"
    ANSWERED_ALREADY = "dispute.answered_already"
    WITHDRAWN = "dispute.withdrawn"
    NEEDS_PERSON = "dispute.needs_person"
