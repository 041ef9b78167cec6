"""The fingerprint of a configuration."""

from dataclasses import replace

import pytest
from builders import a_partner, an_agency

from hub.audit.edition import fingerprint

CLIENTS = (a_partner("cjib"), a_partner("duo"))
AGENCIES = (an_agency("cjib"), an_agency("duo"))


def test_order_changes_nothing():
    assert fingerprint(CLIENTS, AGENCIES) == fingerprint(CLIENTS[::-1], AGENCIES[::-1])


@pytest.mark.parametrize(
    ("clients", "agencies"),
    [
        (CLIENTS[:1], AGENCIES),
        (CLIENTS, AGENCIES[:1]),
        ((CLIENTS[0], replace(CLIENTS[1], purposes=frozenset({"overview"}))), AGENCIES),
        ((CLIENTS[0], replace(CLIENTS[1], oin="0" * 20)), AGENCIES),
        (CLIENTS, (AGENCIES[0], replace(AGENCIES[1], secrecy="AWR 67"))),
    ],
    ids=["a client less", "an agency less", "a purpose less", "another number", "a secrecy more"],
)
def test_whatever_decides_changes_it(clients, agencies):
    assert fingerprint(clients, agencies) != fingerprint(CLIENTS, AGENCIES)


def test_it_says_how_it_was_made():
    assert fingerprint((), ()).startswith("sha256:")
