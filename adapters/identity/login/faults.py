"""Why a log-in does not count, or a session ends. Codes are stable for ever; none repeats what was sent."""

from enum import StrEnum


class LoginFault(StrEnum):
    STATE = "login.state"
    PARAMETERS = "login.parameters"
    MIXED_UP = "login.mixed_up"
    DENIED = "login.denied"
    PROVIDER_REFUSED = "login.provider_refused"
    PROVIDER_UNAVAILABLE = "login.provider_unavailable"
    METADATA = "login.metadata"
    TOKEN_ANSWER = "login.token_answer"  # noqa: S105 a code, no password
    NOT_BOUND = "login.token_not_bound"
    STORE = "login.store_unavailable"
    CROSS_SITE = "login.cross_site"

    ID_TOKEN_MISSING = "login.id_token_missing"  # noqa: S105 a code, no password
    MALFORMED = "login.id_token_malformed"
    TYPE = "login.id_token_type"
    ALGORITHM = "login.id_token_algorithm"
    SIGNATURE = "login.id_token_signature"
    ISSUER = "login.id_token_issuer"
    AUDIENCE = "login.id_token_audience"
    PARTY = "login.id_token_party"
    NONCE = "login.id_token_nonce"
    EXPIRED = "login.id_token_expired"
    ISSUED_AT = "login.id_token_issued_at"
    LIFETIME = "login.id_token_lifetime"
    ACCESS_HASH = "login.id_token_access_hash"
    LEVEL = "login.id_token_level"
    LOGIN_TIME = "login.id_token_login_time"
    REPRESENTS = "login.id_token_represents"
    SUBJECT = "login.id_token_subject"

    LOGOUT_EVENTS = "login.logout_events"
    LOGOUT_NONCE = "login.logout_nonce"
    LOGOUT_WHOM = "login.logout_whom"
    LOGOUT_REPEATED = "login.logout_repeated"


class LoginRefused(Exception):
    """Carries the code alone, to the door that answers."""

    def __init__(self, code: LoginFault) -> None:
        super().__init__(code.value)
        self.code = code
