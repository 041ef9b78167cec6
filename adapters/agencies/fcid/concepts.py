"""What a financial claims information document can say, apart from how a version spells it (standards §1.3, §1.4)."""

from enum import StrEnum


class Concept(StrEnum):
    """Every place of a document. The value is the address in a profile: table, then entry."""

    ENVELOPE_TYPE = "envelope.type"
    ENVELOPE_VERSION = "envelope.version"
    ENVELOPE_BODY = "envelope.body"

    BODY_SUPPLIER = "body.supplier"
    BODY_MADE_AT = "body.made_at"
    BODY_BSN = "body.bsn"
    BODY_CASES = "body.cases"
    BODY_EXTENSION = "body.extension"

    CASE_REFERENCE = "case.reference"
    CASE_BSN = "case.bsn"
    CASE_TOTAL_IMPOSED = "case.total_imposed"
    CASE_TOTAL_SETTLED = "case.total_settled"
    CASE_BALANCE = "case.balance"
    CASE_BALANCE_AT = "case.balance_at"
    CASE_CONTACTS = "case.contacts"
    CASE_EVENTS = "case.events"
    CASE_EXTENSION = "case.extension"

    CONTACT_TYPE = "contact.type"
    CONTACT_VALUE = "contact.value"
    CONTACT_SAYS = "contact.says"

    EVENT_NAME = "event.name"
    EVENT_REFERENCE = "event.reference"
    EVENT_AT = "event.at"
    EVENT_REGISTERED_AT = "event.registered_at"
    EVENT_CASE = "event.case"
    EVENT_BSN = "event.bsn"

    OBLIGATION_TYPE = "obligation.type"
    OBLIGATION_AMOUNT = "obligation.amount"
    OBLIGATION_PRIMARY = "obligation.primary"
    OBLIGATION_IMPOSED_AT = "obligation.imposed_at"
    OBLIGATION_DECISION = "obligation.decision"
    OBLIGATION_CATEGORY = "obligation.category"
    OBLIGATION_SAYS = "obligation.says"
    OBLIGATION_GROUND = "obligation.ground"
    OBLIGATION_GROUND_SOURCE = "obligation.ground_source"
    OBLIGATION_IMPOSED_BY = "obligation.imposed_by"
    OBLIGATION_CARRIED_OUT_BY = "obligation.carried_out_by"

    DEMAND_KIND = "demand.kind"
    DEMAND_AMOUNT = "demand.amount"
    DEMAND_PAYMENT_REFERENCE = "demand.payment_reference"
    DEMAND_DUE = "demand.due"
    DEMAND_PAYEE = "demand.payee"
    DEMAND_ACCOUNT = "demand.account"
    DEMAND_ACCOUNT_HOLDER = "demand.account_holder"
    DEMAND_WAY = "demand.way"
    DEMAND_SAYS = "demand.says"

    WITHDRAWAL_PAYMENT_REFERENCE = "withdrawal.payment_reference"

    PAYMENT_AMOUNT = "payment.amount"
    PAYMENT_PAYMENT_REFERENCE = "payment.payment_reference"
    PAYMENT_RECEIVED_AT = "payment.received_at"
    PAYMENT_PROCESSED_AT = "payment.processed_at"
    PAYMENT_RECEIVED_BY = "payment.received_by"

    REMISSION_AMOUNT = "remission.amount"
    HANDED_OVER_TO = "handed_over.to"
    TAKEN_OVER_FROM = "taken_over.from"

    FACT_VALUE = "fact.value"
    FACT_DATE = "fact.date"
    FACT_DETAIL = "fact.detail"
    FACT_SOURCE = "fact.source"
    FACT_STATED_ON = "fact.stated_on"

    DOCUMENT_TYPE = "document_type.claims"

    NAME_OBLIGATION = "event_name.obligation"
    NAME_DEMAND = "event_name.demand"
    NAME_WITHDRAWAL = "event_name.withdrawal"
    NAME_PAYMENT = "event_name.payment"
    NAME_REMISSION = "event_name.remission"
    NAME_HANDED_OVER = "event_name.handed_over"
    NAME_TAKEN_OVER = "event_name.taken_over"

    KIND_FIRST = "demand_kind.first"
    KIND_REMINDER = "demand_kind.reminder"
    KIND_WARNING = "demand_kind.warning"


MAY_LACK = frozenset(
    {
        Concept.CASE_TOTAL_SETTLED,
        Concept.DEMAND_KIND,
        Concept.NAME_REMISSION,
        Concept.REMISSION_AMOUNT,
        Concept.KIND_FIRST,
        Concept.KIND_REMINDER,
        Concept.KIND_WARNING,
    }
)
"""What not every version has; without anything else a document cannot be read."""
