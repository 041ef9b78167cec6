"""What a configuration may say about who gets in; production is stricter than the demo."""

from pathlib import Path
from typing import Any

import pytest
from audit.cosigners import audit_settings
from pydantic import ValidationError

from adapters import bootstrap
from adapters.settings import Settings
from adapters.settings_faults import faults

KEYS = {"wrap_id": "wrap-1", "wrap": "x", "index": "y", "destroyed_file": Path("destroyed-keys")}
SOURCE = {"url": "https://duo.invalid", "token_url": "https://duo.invalid/token", "key_file": Path("key.jwk")}
CITIZENS = {
    "issuer": "https://citizens.invalid",
    "audience": "https://hub.example",
    "kind": "citizen",
    "acr_minimum": "http://eidas.europa.eu/LoA/substantial",
}
PARTNERS = {"issuer": "https://partners.invalid", "audience": "https://hub.example", "kind": "partner"}
FSC = {
    "group": "group",
    "service": "betaalhub",
    "peer": "00000099000000099000",
    "audience": "https://inway.invalid:443",
    "manager_certs_file": Path("manager.pem"),
}
PROXY = ("10.0.0.5/32",)


def told(*issuers: dict[str, Any], identity: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """The faults of a production configuration with these issuers."""
    given: dict[str, Any] = {
        "public_url": "https://hub.example",
        "keys": KEYS,
        "sources": {"duo": SOURCE},
        "audit": audit_settings(),
        "identity": {"issuers": issuers or (CITIZENS, PARTNERS), "bsn_basis": "Article 1", **(identity or {})},
        **changes,
    }
    return faults(Settings.model_validate(given), known=("duo",), scopes=bootstrap.SCOPES)


def client(**changes: Any) -> dict[str, Any]:
    return {"c": {"role": "auditor", **changes}}


def test_a_good_configuration_has_no_fault() -> None:
    assert told() == []
    assert told({**PARTNERS, "proof": "mtls"}, trusted_proxies=PROXY, fsc=FSC) == []
    assert told({**PARTNERS, "clients": client(fsc_only=True)}, trusted_proxies=PROXY, fsc=FSC) == []


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (
            {"issuers": ({**PARTNERS, "proof": "none"},)},
            "identity.issuers https://partners.invalid: tokens not bound to their sender",
        ),
        (
            {"issuers": ({**PARTNERS, "issuer": "http://127.0.0.1:1"},)},
            "identity.issuers http://127.0.0.1:1: not https",
        ),
        (
            {"issuers": ({**PARTNERS, "proof": "mtls"},)},
            "identity.issuers https://partners.invalid: mtls without trusted_proxies",
        ),
        (
            {"issuers": ({**CITIZENS, "acr_minimum": None},)},
            "identity.issuers https://citizens.invalid: no lowest level of assurance for citizens",
        ),
        (
            {"issuers": ({**PARTNERS, "clients": client(fsc_only=True)},)},
            "identity.issuers: client c comes through FSC only, and there is no fsc",
        ),
        ({"public_url": "http://hub.example"}, "public_url: not https; DPoP proofs name it"),
        ({"fsc": FSC}, "fsc: no trusted_proxies"),
        ({"trusted_proxies": ("0.0.0.0/0",)}, "trusted_proxies: 0.0.0.0/0 trusts everybody"),
        ({"trusted_proxies": ("::/0",)}, "trusted_proxies: ::/0 trusts everybody"),
        (
            {"identity": {"bsn_basis": None}},
            "identity.bsn_basis: name the article that lets the hub itself use the BSN",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_production_names_what_must_not_stand(faulty: dict[str, Any], fault: str) -> None:
    issuers = faulty.pop("issuers", ())

    assert told(*issuers, **faulty) == [fault]


def test_the_demo_needs_no_basis_for_the_bsn_and_no_binding() -> None:
    loose = {**CITIZENS, "issuer": "http://127.0.0.1:8/demo/issuer", "proof": "none", "acr_minimum": None}

    assert told(loose, identity={"bsn_basis": None}, mode="demo", public_url="http://127.0.0.1:8") == []


@pytest.mark.parametrize("proxy", ["10.0.0.5/8", "proxy.example", "10.0.0", ""])
def test_a_proxy_is_an_address_or_a_network(proxy: str) -> None:
    with pytest.raises(ValidationError, match="trusted_proxies"):
        told(trusted_proxies=(proxy,))


@pytest.mark.parametrize("algorithms", [(), ("none",), ("HS256",), ("ES256K",)], ids=str)
def test_no_configuration_takes_a_proof_without_a_signature_of_its_own(algorithms: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="dpop_algorithms"):
        told(identity={"dpop_algorithms": algorithms})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"scopes": ["graphql.fre"]},
            "scopes: no such thing as graphql.fre; there are graphql.free, graphql.introspect,",
        ),
        ({"purposes": ["overzicht"]}, "purposes: no such thing as overzicht; there are overview, proposal, execution"),
        ({"agency": "duoo"}, "agency: no such thing as duoo; there are duo"),
    ],
)
def test_what_a_client_is_registered_for_must_exist(changes: dict[str, Any], fault: str) -> None:
    good = {"scopes": [*bootstrap.SCOPES], "purposes": ["overview", "proposal", "execution"], "agency": "duo"}
    assert told({**PARTNERS, "clients": client(**good)}) == []

    (found,) = told({**PARTNERS, "clients": client(**{**good, **changes})})
    assert found.startswith(f"identity.issuers: client c: {fault}")


def test_documents_are_registered_for_clients_that_there_are() -> None:
    login = {"issuer": CITIZENS["issuer"], "client_id": "portal", "key_file": Path("key.jwk")}
    rows = [{"file": Path("folder/theirs.json"), "clients": ["portal", "c", "portaal"]}]

    assert told({**PARTNERS, "clients": client()}, graphql={"documents": rows}, login=login) == [
        "graphql.documents theirs.json: clients: no such client as portaal in identity.issuers"
    ]


def test_every_slip_of_the_pen_is_told_at_once() -> None:
    slips = {"scopes": ["graphql.fre", "ldv.raed"], "purposes": ["overzicht"], "agency": "duoo"}
    assert (
        len(
            told(
                {**PARTNERS, "clients": client(**slips)},
                graphql={"documents": [{"file": Path("a.json"), "clients": ["portaal"]}]},
            )
        )
        == 5
    )
