"""A first query in Python, with a client that ariadne-codegen wrote from the contract and our own documents."""

import json
import os
import sys
import uuid

from hub_client import Client
from hub_client.overview import OverviewOverviewOverview
from hub_client.preview import PreviewPreviewProposal

hub = Client(
    url=f"{os.environ['HUB_URL']}/graphql",
    headers={"Authorization": f"Bearer {os.environ['HUB_TOKEN']}"},
)
agencies = ["belastingdienst", "toeslagen", "cjib", "duo", "cak"]
hub.give_consent(key=str(uuid.uuid4()), agencies=agencies)

overview = hub.overview().overview
if not isinstance(overview, OverviewOverviewOverview):
    sys.exit(f"{overview.code}: {overview.message}")
plan = hub.preview(scheme="rijk-2025").preview
months = plan.months if isinstance(plan, PreviewPreviewProposal) else None
told = {"complete": overview.complete, "open": overview.known_open, "outcome": plan.typename__, "months": months}
sys.stdout.write(json.dumps(told) + "\n")
