"""Any record of consents, mandates and arrangements, and any question about it, out of one number."""

from dataclasses import replace
from datetime import timedelta

from builders import NOON, SUBJECT, a_citizen, a_grant, a_partner
from consenting import ACTOR, HELPER, a_helper, a_mandate, a_run, a_worker, acting_for

from consent.grants import Given, Narrowed, Use, Used, Withdrawn
from consent.mandates import Act, MandateEnded, MandateGiven, MandateKind
from consent.parties import SELF, Agency, AgencyCode, Oin, Role, SubjectRef
from consent.purposes import Category, Purpose
from consent.standing import Standing

STRANGER = SubjectRef("somebody else")
PEOPLE = (SUBJECT, SUBJECT, SUBJECT, STRANGER)
CODES = ("cjib", "duo", "belastingdienst")
AGENCIES = tuple(
    Agency(
        code=AgencyCode(code),
        name=code,
        oin=Oin(f"0000009900000000{number}000"),
        secrecy="AWR 67" if code == "belastingdienst" else None,
    )
    for number, code in enumerate(CODES, start=2)
)
ORGANIZATIONS = {agency.code: agency.oin for agency in AGENCIES}
RECIPIENTS = (SELF, SELF, SELF, *ORGANIZATIONS.values())
CATEGORY_SETS = tuple(
    frozenset(word for word in Category if word in words) for words in ({"claims"}, {"circumstances"}, set(Category))
)


def of_organization(requester):
    return replace(
        requester, oin=ORGANIZATIONS[requester.agency], purposes=frozenset({"overview", "proposal", "execution"})
    )


REQUESTERS = (
    *[a_citizen()] * 3,
    a_citizen(STRANGER),
    *[acting_for()] * 4,
    *[a_helper()] * 3,
    *(of_organization(made(code)) for code in CODES for made in (a_partner, a_worker)),
)
ORGANIZATIONS_ONLY = tuple(one for one in REQUESTERS if one.role in (Role.AGENCY, Role.STAFF))


def a_moment(random, latest=400):
    return NOON + timedelta(days=random.randint(0, latest))


def maybe(random, *values):
    return random.choice([None, None, *values])


def grant_events(random, number, subjects):
    """One grant, and what happened to it."""
    purpose, recipient = random.choice([Purpose.OVERVIEW, Purpose.PROPOSAL]), random.choice(RECIPIENTS)
    stale = random.choice([*[{}] * 8, {"notice": "nl:another"}, {"activity": "overview-self:0"}])
    grant = a_grant(
        random.choice(CODES),
        number=number,
        subject=random.choice(subjects),
        purpose=purpose,
        recipient=recipient,
        valid_from=a_moment(random, 100),
        days=random.randint(60, 365),
        categories=random.choice(CATEGORY_SETS),
        use=random.choice([*Use, Use.ONGOING]),
        **stale,
    )
    name, learned = grant.id, max(NOON, grant.valid_from - timedelta(days=random.randint(0, 20)))
    after = {
        Withdrawn: {},
        Narrowed: {
            "categories": maybe(random, frozenset(), *CATEGORY_SETS),
            "valid_until": maybe(random, a_moment(random)),
        },
        Used: {},
    }
    kinds = random.choices([Withdrawn, Narrowed, Used, Used], k=random.choice([0, 0, 0, 1, 2, 3]))
    return [
        Given(grant=grant, at=learned),
        *(kind(grant_id=name, at=a_moment(random), **after[kind]) for kind in kinds),
    ]


def mandate_events(random, number, subjects):
    """One mandate, and perhaps its end."""
    begins = a_moment(random, 100)
    mandate = a_mandate(
        id=f"mandate-{number}",
        subject=random.choice(subjects),
        representative=random.choice([HELPER, ACTOR, ACTOR, "00000099000000009000"]),
        kind=random.choice(list(MandateKind)),
        acts=frozenset(random.sample(list(Act), random.randint(2, 3))),
        purposes=frozenset(random.sample(list(Purpose), random.randint(2, 3))),
        agencies=frozenset(random.sample(CODES, random.randint(2, 3))),
        valid_from=begins,
        valid_until=begins + timedelta(days=random.randint(1, 365)),
    )
    ends = [MandateEnded(mandate_id=mandate.id, at=a_moment(random)) for _ in range(random.choice([0, 0, 0, 1, 2]))]
    return [MandateGiven(mandate=mandate, at=begins), *ends]


def an_arrangement(random, number, subjects):
    begins = a_moment(random, 100)
    return a_run(
        id=f"arrangement-{number}",
        subject=random.choice(subjects),
        executor=random.choice(CODES),
        owners=frozenset(random.sample(CODES, random.randint(1, 3))),
        begins_at=begins,
        ends_at=maybe(random, begins + timedelta(days=random.randint(1, 400))),
    )


def replaced(given):
    """What the store sees to: a grant ends where a newer one for the same is given, so that one stands at most."""
    standing: dict[object, str] = {}
    ends = []
    for event in sorted(given, key=lambda event: (event.at, event.grant.id)):
        grant = event.grant
        key = (grant.subject, grant.recipient, grant.agency, grant.purpose)
        if key in standing:
            ends.append(Withdrawn(grant_id=standing[key], at=event.at))
        standing[key] = grant.id
    return ends


def a_record(random, subjects=PEOPLE):
    """Whatever may be on record, in the order it was learned."""
    numbers = range(30)
    consents = [grant_events(random, number, subjects) for number in numbers[: random.randint(0, 20)]]
    mandates = [mandate_events(random, number, subjects) for number in numbers[20 : 20 + random.randint(0, 8)]]
    runs = [an_arrangement(random, number, subjects) for number in numbers[28 : 28 + random.randint(0, 2)]]
    ends = replaced([events[0] for events in consents])
    return Standing(
        consents=(*(event for events in consents for event in events), *ends),
        mandates=tuple(event for events in mandates for event in events),
        arrangements=tuple(runs),
    )


def a_question(random):
    return {
        "requester": random.choice(REQUESTERS),
        "purpose": random.choice([Purpose.OVERVIEW, Purpose.PROPOSAL, *Purpose]),
        "at": a_moment(random, 300),
        "categories": random.choice(CATEGORY_SETS),
    }
