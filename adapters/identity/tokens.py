"""From an Authorization header to a requester, or to a refusal that says no more than its code."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry, deserialize_compact

from adapters.identity.bsn import Bsn
from adapters.identity.issuer_metadata import PublicKey
from adapters.settings import ClientSettings, IssuerSettings
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role, SubjectRef
from hub.errors import BadInput
from hub.ports import Clock
