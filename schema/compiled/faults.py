"""Why an operation, or one answer, is left to graphql-core. Neither ever reaches a client."""


class NotCoveredError(Exception):
    """The operation, or the schema behind it, holds something that is not compiled."""


class DeviationError(Exception):
    """A value is not what its type promises; graphql-core says what follows from that."""
