#!/bin/sh
# A first query with curl alone: HUB_URL names the hub, HUB_TOKEN is a token of it.
set -eu

ask() {
  curl --silent --fail-with-body "$HUB_URL/graphql" \
    --header "Authorization: Bearer $HUB_TOKEN" --header "Content-Type: application/json" --data-binary "$1"
  echo
}

ask "{\"query\": \"mutation Give(\$key: String!) { giveConsent(input: {idempotencyKey: \$key, agencies: [\\\"belastingdienst\\\", \\\"toeslagen\\\", \\\"cjib\\\", \\\"duo\\\", \\\"cak\\\"], purposes: [OVERVIEW, PROPOSAL]}) { problems { ... on Problem { code } } } }\", \"variables\": {\"key\": \"curl-$$-$(date +%s)\"}}"
ask '{"query": "{ overview { ... on Overview { complete knownOpen sources { agency { code } status } } ... on Problem { code } } }"}'
ask '{"query": "query Preview($scheme: String!) { preview(input: {scheme: $scheme}) { __typename ... on Proposal { months total } ... on Problem { code } } }", "variables": {"scheme": "rijk-2025"}}'
