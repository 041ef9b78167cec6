"""Where grants, sealed proposals, idempotency keys and the audit log are kept: SQLite, or PostgreSQL in production.

Implements `hub.ports.Store` and what `adapters.identity` asks of the rows about people. The database library lives here
and nowhere else, and no table class leaves this folder. May import `hub` and `consent`; no other adapter.

One grant at a time: for one person, recipient, agency and purpose there is at most one grant that was not withdrawn,
whether or not its period has passed. Whoever gives a new one appends `Withdrawn` for the earlier one first, in the same
transaction; otherwise giving is refused with `consent.already_given`, and an index guards it against races.
"""
