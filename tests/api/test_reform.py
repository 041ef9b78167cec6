"""Whoever looks at what only a reform makes possible is told its name, in words, at every turn."""

from typing import Any

from api.carrying_out import accept, why_not
from api.desk import Desk, a_desk
from reforming import BREED, LAW, NAME, OWED_AT_ALL, WIDE

REFORM = "reform { name since nl: text(language: NL) en: text(language: EN) }"
PROPOSE = f"""
mutation Propose($input: ProposeArrangementInput!) {{
  proposeArrangement(input: $input) {{
    arrangement {{ id proposal {{ acceptable isWhatIf {REFORM} participants {{ standing article change }} }} }}
    outcome {{ ... on Considered {{ {REFORM} }} }}
  }}
}}
"""
CONNECTION = f"... on AcceptedArrangementConnection {{ edges {{ node {{ {REFORM} }} }} }}"
ACCEPTED = f"{{ acceptedArrangements(first: 1) {{ {CONNECTION} }} }}"
SCHEMES = f"{{ schemes {{ code isWhatIf {REFORM} }} }}"
COMPARE = f"{{ compare(input: {{}}) {{ ... on Comparison {{ variants {{ code isLaw {REFORM} }} }} }} }}"


async def proposed(desk: Desk, scheme: str = WIDE) -> Any:
    made = await desk.root(PROPOSE, input={"idempotencyKey": "p", "scheme": scheme})
    assert made["outcome"]["reform"] == made["arrangement"]["proposal"]["reform"]
    return made["arrangement"]


async def test_a_proposal_that_only_the_reform_makes_possible_is_acceptable_and_no_law():
    async with a_desk(*OWED_AT_ALL, book=BREED) as desk:
        proposal = (await proposed(desk))["proposal"]

    assert (proposal["acceptable"], proposal["isWhatIf"]) == (True, True)
    assert (proposal["reform"]["name"], proposal["reform"]["since"]) == (NAME, "2026-01-01")
    assert proposal["reform"]["nl"] != proposal["reform"]["en"]
    standings = [who["standing"] for who in proposal["participants"]]
    assert sorted(standings) == ["CURRENT_LAW", *["UNDER_REFORM"] * 4]
    assert all(who["change"] for who in proposal["participants"] if who["standing"] == "UNDER_REFORM")


async def test_what_was_accepted_under_the_reform_bears_its_name():
    async with a_desk(*OWED_AT_ALL, book=BREED) as desk:
        proposal = await proposed(desk)
        assert (await accept(desk, proposal["id"]))["state"] == "ACCEPTED"
        (edge,) = (await desk.root(ACCEPTED))["edges"]

    assert edge["node"]["reform"] == proposal["proposal"]["reform"]


async def test_what_the_law_allows_bears_no_name_under_the_reform():
    async with a_desk(*OWED_AT_ALL, book=BREED) as desk:
        assert (await proposed(desk, "rijk-2025"))["proposal"]["reform"] is None


async def test_without_the_reform_nothing_bears_a_name_and_nothing_of_it_can_be_accepted():
    async with a_desk(*OWED_AT_ALL, book=LAW) as desk:
        proposal = await proposed(desk)
        assert proposal["proposal"]["reform"] is None
        assert await why_not(desk, proposal["id"], "k") == "scheme.not_law"


async def test_schemes_and_variants_name_the_reform_where_it_makes_them_possible_and_stay_no_law():
    async with a_desk(*OWED_AT_ALL, book=BREED) as desk:
        schemes = {each["code"]: each for each in await desk.root(SCHEMES)}
        variants = {each["code"]: each for each in (await desk.root(COMPARE))["variants"]}

    for listed, is_no_law in ((schemes, {"isWhatIf": True}), (variants, {"isLaw": False})):
        assert [code for code, each in listed.items() if each["reform"]] == [WIDE]
        assert is_no_law.items() <= listed[WIDE].items()
