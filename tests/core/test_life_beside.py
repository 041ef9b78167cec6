from dataclasses import replace

import pytest
from builders import NOON, SUBJECT, a_policy
from lives import running

from consent.arrangements import ArrangementId
from consent.parties import AgencyCode
from hub.life.beside import beside
from hub.life.kept import KeptArrangement
from hub.life.states import State

AGREED = running().agreed


def kept(scheme, executes, state=State.ACTIVE):
    return KeptArrangement(
        id=ArrangementId("x"),
        subject=SUBJECT,
        proposal="p",
        scheme=scheme,
        executes=AgencyCode(executes),
        owners=frozenset({AgencyCode(executes)}),
        article="1:1",
        trace_id="0" * 32,
        state=state,
        version=1,
        accepted_at=NOON,
    )


@pytest.mark.parametrize(
    ("mine", "others", "fits"),
    [
        ("rijk-2025", [], True),
        ("rijk-2025", [kept("toeslagen", "toeslagen"), kept("belastingdienst", "belastingdienst")], True),
        ("rijk-2025", [kept("cjib", "cjib")], False),
        ("rijk-2025", [kept("cjib", "cjib", State.COMPLETED)], True),
        ("rijk-2025", [kept("bundled", "belastingdienst")], False),
        ("rijk-wide", [kept("toeslagen", "toeslagen")], False),
        ("rijk-wide", [kept("toeslagen", "toeslagen", State.ENDED)], True),
        ("rijk-wide", [], True),
    ],
    ids=[
        "the only one",
        "other agencies by their own rules",
        "the same agency",
        "the same agency, over",
        "one over several agencies",
        "over several agencies, beside another",
        "over several agencies, after another",
        "over several agencies, alone",
    ],
)
def test_one_at_each_agency_or_one_over_several(mine, others, fits):
    assert beside(replace(AGREED, scheme=mine), others, a_policy()) is fits
