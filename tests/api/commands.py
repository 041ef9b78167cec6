"""The commands about consent and mandates, and the lists that show what came of them, as a client would send them."""

from typing import Any, Final

from api.desk import Desk

from consent.parties import Requester

GRANT: Final = """id agency { code } purpose recipient categories use activity notice validFrom validUntil givenAt
    givenByRepresentative narrowedAt usedAt lapsesAt withdrawnAt status inForce"""
MANDATE: Final = """id representativeOin representativeName kind evidence signedOn reference acts purposes
    agencies { code } validFrom validUntil givenAt endedAt inForce canEnd"""
REQUEST: Final = """id recipient recipientName agencies { code } purposes categories use askedAt expiresAt state"""
ACCESS: Final = """id at kind refused case purpose traceId by { role you oin name forYou mandate }
    decisions { agency { code } permitted basis article activity { id uri } ground grant shown status }"""

LIFE: Final = """id reference state openAmount agreedAmount executes { code } acceptedAt begunAt endedAt
    claims { owner { code } reference agreedAmount openAmount outside kind { label } parts { principal } }
    agencies { agency { code } executes openAmount notices { kind reply final reason article nextTryAt tries text } }
    terms { paymentDay method accountEnding mandateReference owedNow openAfterwards lastDueOn
      instalments { number dueOn amount paidAmount } }
    otherTerms { until openAfterwards instalments { dueOn amount } reason { code article } }
    change { until openAfterwards instalments { dueOn amount } joins { owner { code } reference amount }
      difference { code text } reason { code article } }
    reminder { missing until reason { code text } } pause { granted until reason { code } }
    ended { on ground says payBy reason { code } } questions { question since reason { code text } }
    payments { totalCount edges { node { reference on amount surplus reversed setOffBy { code }
      lines { owner { code } component amount } } } }
    events { totalCount edges { cursor node { number on step by { kind forPerson says agency { code } }
      reason { code article text } } } }"""
REVIEW: Final = """id about scheme state receivedAt decideBy late contact words concerns
    occasion { reason { code article text(language: EN) } owner { code } }
    agency { code } person { ref } term { code article text(language: EN) } notice { code text(language: EN) }
    messages { at by { code } to { code } forPerson text keptBackUnder }
    grounds { code article } decision { on kind reason article by { code }
      remedy { remedy body endsOn article says { text(language: EN) } } }"""
REVIEWS: Final = f"""query Reviews(
  $person: PersonInput, $case: CaseInput, $open: Boolean, $first: Int! = 5, $after: String
) {{
  humanReviews(person: $person, case: $case, open: $open, first: $first, after: $after) {{
    __typename
    ... on HumanReviewConnection {{
      totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {REVIEW} }} }}
    }}
    ... on Problem {{ code path message }}
  }}
}}"""

DISPUTE: Final = """id reference claimId claimReference wrong words madeAt toldAt state agency { code }
    withdrawnAt withdrawalToldAt
    notice { code text(language: EN) } answer { on answer reason byPerson by { code } }
    remedies { remedy endsOn isOpen against }"""
DISPUTES: Final = f"""query Disputes($person: PersonInput, $case: CaseInput, $first: Int! = 5, $after: String) {{
  disputes(person: $person, case: $case, first: $first, after: $after) {{
    __typename
    ... on ClaimDisputeConnection {{ totalCount edges {{ cursor node {{ {DISPUTE} }} }} }}
    ... on Problem {{ code path message }}
  }}
}}"""
_PLAN: Final = "__typename ... on Proposal { total claims { edges { node { claim { id dispute { wrong } } } } } }"

ARRANGEMENT: Final = f"state arrangement {{ {LIFE} }}"
ACCEPTED: Final = f"""query Accepted($person: PersonInput, $case: CaseInput) {{
  acceptedArrangements(person: $person, case: $case, first: 3) {{
    __typename
    ... on AcceptedArrangementConnection {{ totalCount edges {{ node {{ {LIFE} }} }} }}
    ... on Problem {{ code path message }}
  }}
}}"""

_TOLD: Final = {
    "acceptArrangement": ARRANGEMENT,
    **dict.fromkeys(
        ("withdrawArrangement", "requestPause", "agreeToOtherTerms", "recordPayment", "reversePayment"), ARRANGEMENT
    ),
    "makePaymentLink": "paymentLink { scheme url expiresAt amount reference }",
    **dict.fromkeys(("restateClaim", "endArrangement", "requestChange"), ARRANGEMENT),
    **dict.fromkeys(
        ("requestHumanReview", "decideHumanReview", "sayInReview", "withdrawHumanReview"), f"review {{ {REVIEW} }}"
    ),
    "disputeClaim": f"dispute {{ {DISPUTE} }} withClaim {{ {_PLAN} }} withoutClaim {{ {_PLAN} }}",
    **dict.fromkeys(("recordDisputeAnswer", "withdrawDispute"), f"dispute {{ {DISPUTE} }}"),
    "giveConsent": f"grants {{ {GRANT} }}",
    "narrowConsent": f"grants {{ {GRANT} }}",
    "withdrawConsent": f"grants {{ {GRANT} }}",
    "requestConsent": f"request {{ {REQUEST} }}",
    "answerConsentRequest": f"request {{ {REQUEST} }} grants {{ {GRANT} }}",
    "giveMandate": f"mandates {{ {MANDATE} }}",
    "recordMandate": f"mandates {{ {MANDATE} }}",
    "endMandates": f"mandates {{ {MANDATE} }}",
    "erasePerson": "erased",
}

GRANTS: Final = f"""query Grants($person: PersonInput, $knownAt: DateTime) {{
  grants(person: $person, knownAt: $knownAt) {{
    __typename ... on GrantConnection {{ edges {{ node {{ {GRANT} }} }} }} ... on Problem {{ code path }}
  }}
}}"""
MANDATES: Final = f"""query Mandates($person: PersonInput) {{
  mandates(person: $person) {{
    __typename ... on MandateList {{ mandates {{ {MANDATE} }} }} ... on Problem {{ code path }}
  }}
}}"""
REQUESTS: Final = f"""query Requests($person: PersonInput) {{
  consentRequests(person: $person) {{
    __typename ... on ConsentRequestList {{ requests {{ {REQUEST} }} }} ... on Problem {{ code path }}
  }}
}}"""
ACCESSES: Final = f"""query Accesses(
  $person: PersonInput, $organization: String, $kinds: [AccessKind!], $since: DateTime, $until: DateTime,
  $first: Int! = 100, $after: String
) {{
  accesses(
    person: $person, organization: $organization, kinds: $kinds, since: $since, until: $until, first: $first,
    after: $after
  ) {{
    __typename
    ... on AccessConnection {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      organizations {{ by {{ role you oin }} count refused latest }}
      edges {{ node {{ {ACCESS} }} }}
    }}
    ... on Problem {{ code path }}
  }}
}}"""
OVERVIEW: Final = """query Overview($person: PersonInput, $case: CaseInput, $purpose: Purpose) {
  overview(person: $person, case: $case, purpose: $purpose) {
    __typename
    ... on Overview {
      person { ref }
      knownOpen
      sources { agency { code } status reason article claimCount }
      claims { edges { node { id owner { code } } } }
      signals { reason { code } }
    }
    ... on Problem { code path }
  }
}"""


async def command(desk: Desk, name: str, /, *, by: Requester | None = None, **wish: object) -> Any:
    """Send a command, under a key of its own unless one is given."""
    document = f"""mutation Command($input: {name[0].upper()}{name[1:]}Input!) {{
      {name}(input: $input) {{ {_TOLD[name]} problems {{ __typename ... on Problem {{ code path message }} }} }}
    }}"""
    key = {"idempotencyKey": f"{name} {sorted(wish.items())}"[:200]}
    return await desk.root(document, requester=by, input={**key, **wish})


async def done(desk: Desk, name: str, /, *, by: Requester | None = None, **wish: object) -> Any:
    """Send a command that must be carried out."""
    payload = await command(desk, name, by=by, **wish)
    assert payload["problems"] == [], payload["problems"]
    return payload


async def problem(desk: Desk, name: str, /, *, by: Requester | None = None, **wish: object) -> tuple[str, list[str]]:
    """Send a command that cannot be carried out: why, and where that stands in the input."""
    payload = await command(desk, name, by=by, **wish)
    (found,) = payload.pop("problems")
    assert not any(payload.values()), payload
    assert found["message"]
    return found["code"], found["path"]


async def grants(desk: Desk, by: Requester | None = None, **more: Any) -> list[Any]:
    """The grants of the person who asks."""
    listed = await desk.root(GRANTS, requester=by, **more)
    return [edge["node"] for edge in listed["edges"]]


async def mandates(desk: Desk, by: Requester | None = None, **more: Any) -> list[Any]:
    """The mandates that whoever asks may see."""
    listed = await desk.root(MANDATES, requester=by, **more)
    found: list[Any] = listed["mandates"]
    return found


async def requests(desk: Desk, by: Requester | None = None, **more: Any) -> list[Any]:
    """The requests for consent that whoever asks may see."""
    listed = await desk.root(REQUESTS, requester=by, **more)
    found: list[Any] = listed["requests"]
    return found


async def accesses(desk: Desk, by: Requester | None = None, **more: Any) -> list[Any]:
    """Who looked, the latest first."""
    listed = await desk.root(ACCESSES, requester=by, **more)
    return [edge["node"] for edge in listed["edges"]]


async def statuses(desk: Desk, by: Requester | None = None, **more: Any) -> dict[str, str]:
    """How each agency's part of the overview came out: its status, or the ground on which it is withheld."""
    overview = await desk.root(OVERVIEW, requester=by, **more)
    return {source["agency"]["code"]: source["reason"] or source["status"] for source in overview["sources"]}


def ref_for(desk: Desk, requester: Requester) -> dict[str, str]:
    """The person as this client knows them."""
    return {"ref": desk.directory.pairwise(desk.world.subject, requester.client)}
