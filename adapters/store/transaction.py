"""What can be done inside a transaction about one person; implements `hub.ports.Transaction`."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import CursorResult, Row, func, literal, or_, select, update

from adapters.store.tables import Attempt as AttemptTable
from adapters.store.tables import AuditEvent, ConsentEvent, ConsentGrant, KeptProposal as ProposalTable
