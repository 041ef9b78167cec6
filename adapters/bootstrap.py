"""The only place that chooses real things and joins them. Everything else is handed what it needs."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.applications import Starlette

from adapters import settings as configuration
from adapters.agencies import agency_profile, registry
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid_source import FcidSource
from adapters.identity.directory import Directory
from adapters.identity.keys import KeyRing
from adapters.identity.vault import KeyVault
from adapters.settings import Mode, Settings
from adapters.store.engine import open_engine
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.system import VERSION, RandomIds, SystemClock
from consent.parties import AgencyCode
from hub.actions.collect import Collect
from hub.actions.give_consent import GiveConsent
from hub.actions.list_grants import ListGrants
from hub.actions.preview import Compute, Preview
from hub.actions.propose import Propose
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.withdraw_consent import WithdrawConsent
from hub.errors import BadInput
from hub.rules.reader import Book, read_book
from schema.context import Actions

CONFIG_VARIABLE = "HUB_CONFIG"
"""Names the configuration file to worker processes."""

BOOK_FOLDER = Path(__file__).resolve().parent.parent / "hub" / "rules" / "book"
