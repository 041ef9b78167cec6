"""Documents that are known beforehand, and who may send others."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api.desk import contract
from builders import a_partner
from doors.door import RESPONSE, Door, a_door, code, told

from adapters.settings_graphql import DocumentsSettings
from adapters.web import trusted
from adapters.web.trusted import TrustedDocuments, hash_of
from consent.parties import ClientId
from hub.errors import BadInput
from schema.documents import Documents

TEXT = "query Codes { agencies { code } }"
ID = f"sha256:{hash_of(TEXT)}"
CLIENT = "agency-cjib"


def a_manifest(tmp_path: Path, text: str = TEXT, **more: Any) -> Path:
    """Write a manifest of one document, right but for what a test changes."""
    content = json.loads(json.dumps(trusted.manifest({"Codes": ("query", text)})))
    content["operations"][0] |= {name: value for name, value in more.items() if name not in content}
    content |= {name: value for name, value in more.items() if name in content}
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def registered(door: Door, tmp_path: Path, *clients: str, **more: Any) -> None:
    found = TrustedDocuments.read([DocumentsSettings(file=a_manifest(tmp_path, **more), clients=clients)])
    object.__setattr__(door.app.graphql, "trusted", found)
    found.register(door.app.graphql.engine.documents)  # type: ignore[attr-defined]  # it is a door


def without_scope(door: Door) -> None:
    """Let nobody send documents of their own."""
    door.gate.free = False


@pytest.mark.parametrize(
    "content",
    [
        {"documentId": ID},
        {"documentId": ID.removeprefix("sha256:")},
        {"documentId": ID, "operationName": "Codes", "variables": {}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": ID.removeprefix("sha256:")}}},
    ],
    ids=["spec", "plain hash", "with a name", "as Apollo's clients say it"],
)
async def test_a_registered_document_runs_by_its_hash(content: Mapping[str, Any], tmp_path: Path) -> None:
    async with a_door() as door:
        registered(door, tmp_path)
        without_scope(door)
        answer = await door.post(content)
    assert answer.status_code == 200
    assert answer.json()["data"]["agencies"][0] == {"code": "belastingdienst"}


@pytest.mark.parametrize("accept", [RESPONSE, "application/json"])
async def test_whoever_lacks_the_scope_runs_registered_documents_only(accept: str) -> None:
    async with a_door() as door:
        without_scope(door)
        answer = await door.post({"query": TEXT}, accept=accept)
    assert (answer.status_code, code(answer)) == (403, "document.not_registered")
    assert "data" not in answer.json()


@pytest.mark.parametrize("name", ["sha256:" + "0" * 64, "0" * 64, "", "x", "sha512:" + "0" * 128, ID.upper(), ID + "0"])
async def test_an_unknown_document_is_told_nothing_about(name: str, tmp_path: Path) -> None:
    async with a_door() as door:
        registered(door, tmp_path)
        answer = await door.post({"documentId": name})
    assert (answer.status_code, code(answer)) == (400, "document.unknown")


async def test_another_clients_document_is_as_unknown_as_one_that_never_was(tmp_path: Path) -> None:
    async with a_door() as door:
        registered(door, tmp_path, CLIENT)
        theirs, never = await door.post({"documentId": ID}), await door.post({"documentId": "sha256:" + "0" * 64})
        door.gate.requester = replace(a_partner("cjib"), client=ClientId(CLIENT))
        own = await door.post({"documentId": ID})
    assert (theirs.status_code, told(theirs)) == (never.status_code, told(never))
    assert own.status_code == 200


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"documentId": 1}, "document.malformed"),
        ({"documentId": [ID]}, "document.malformed"),
        ({"documentId": ID, "query": TEXT}, "document.twice"),
        ({"extensions": {"persistedQuery": {"sha256Hash": 1}}}, "document.malformed"),
        ({"extensions": {"persistedQuery": {}}}, "document.malformed"),
        ({"extensions": {"persistedQuery": 1}}, "document.malformed"),
        ({"documentId": ID, "variables": []}, "variables.malformed"),
    ],
)
async def test_an_id_that_is_none_is_refused(content: Mapping[str, Any], expected: str, tmp_path: Path) -> None:
    async with a_door() as door:
        registered(door, tmp_path)
        answer = await door.post(content)
    assert (answer.status_code, code(answer)) == (400, expected)


async def test_an_operation_runs_for_its_own_purpose_only(tmp_path: Path) -> None:
    text = (
        "query Codes { overview { __typename ... on AccessRefused { code } ... on Overview { sources { reason } } } }"
    )
    said = []
    async with a_door() as door:
        await door.desk.world.give(door.desk.world.wish(key="k", recipient=str(a_partner("cjib").oin)))
        ref = door.desk.directory.pairwise(door.desk.world.subject, a_partner("cjib").client)
        text = text.replace("overview {", f'overview(person: {{ref: "{ref}"}}) {{', 1)
        door.gate.requester = a_partner("cjib")
        for purpose in ("overview", "execution"):
            registered(door, tmp_path, text=text, purpose=purpose)
            answer = await door.post({"documentId": hash_of(text)})
            said.append({source["reason"] for source in answer.json()["data"]["overview"]["sources"]})
    assert "consent.purpose_not_registered" not in said[0]
    assert said[1] == {"consent.purpose_not_registered"}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"id": "0" * 64}, "is not the SHA-256 of its body"),
        ({"id": "x"}, "is not the SHA-256 of its body"),
        ({"purpose": "curiosity"}, "has a purpose that there is not"),
        ({"maximumCost": 0}, "is no whole number above zero"),
        ({"maximumCost": True}, "is no whole number above zero"),
        ({"format": "relay"}, "it is no apollo-persisted-query-manifest"),
        ({"version": 2}, "it is no apollo-persisted-query-manifest"),
        ({"operations": 1}, "cannot be read as a manifest"),
        ({"operations": [{}]}, "cannot be read as a manifest"),
    ],
)
def test_a_manifest_that_is_wrong_is_named_with_what_is_wrong(more: dict[str, Any], what: str, tmp_path: Path) -> None:
    file = a_manifest(tmp_path, **more)
    with pytest.raises(BadInput) as wrong:
        TrustedDocuments.read([DocumentsSettings(file=file)])
    assert wrong.value.code == "documents.unusable"
    assert "documents.json" in wrong.value.happened
    assert what in wrong.value.happened


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]"])
def test_a_file_that_is_no_manifest_is_named(content: bytes, tmp_path: Path) -> None:
    (file := tmp_path / "documents.json").write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read as a manifest"):
        TrustedDocuments.read([DocumentsSettings(file=file)])


def test_every_document_that_does_not_fit_the_contract_is_named_with_its_place_and_the_hub_does_not_start(
    tmp_path: Path,
) -> None:
    texts = {"Nope": "query Nope { nope }", "Codes": TEXT, "Half": "query Half {\n  agencies {"}
    content = trusted.manifest({name: ("query", text) for name, text in texts.items()})
    (file := tmp_path / "documents.json").write_text(json.dumps(content), encoding="utf-8")
    found = TrustedDocuments.read([DocumentsSettings(file=file, clients=(CLIENT, "agency-duo"))])
    with pytest.raises(BadInput) as wrong:
        found.register(Documents(schema=contract()))

    assert wrong.value.code == "documents.unusable"
    assert wrong.value.happened == (
        "graphql.documents: documents.json: Half: line 2, column 13: Syntax error: Expected Name. "
        "graphql.documents: documents.json: Nope: line 1, column 14: Cannot query field 'nope' on type 'Query'."
    )


def test_everything_that_is_wrong_in_a_manifest_is_told_at_once(tmp_path: Path) -> None:
    content = json.loads(json.dumps(trusted.manifest(dict.fromkeys(("First", "Second"), ("query", TEXT)))))
    first, second = content["operations"]
    first["purpose"], first["maximumCost"], second["id"] = "curiosity", 0, "0" * 64
    (file := tmp_path / "documents.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadInput) as wrong:
        TrustedDocuments.read([DocumentsSettings(file=file)])

    assert wrong.value.happened == (
        "graphql.documents: documents.json: First has a purpose that there is not; "
        "the maximumCost of First is no whole number above zero; the id of Second is not the SHA-256 of its body."
    )


async def test_an_operation_that_costs_more_than_it_was_registered_for_is_refused(tmp_path: Path) -> None:
    async with a_door() as door:
        registered(door, tmp_path, maximumCost=1)
        answer = await door.post({"documentId": ID})
        registered(door, tmp_path, maximumCost=100)
        dearer = await door.post({"documentId": ID})
    assert (answer.status_code, code(answer)) == (400, "limit.cost")
    assert dearer.status_code == 200


def two_manifests(tmp_path: Path, *clients: tuple[str, ...]) -> list[DocumentsSettings]:
    """The same document in two files, each for its clients: the first may cost 1, the second 100."""
    rows = []
    for number, (named, cost) in enumerate(zip(clients, (1, 100), strict=True)):
        (folder := tmp_path / str(number)).mkdir()
        file = a_manifest(folder, maximumCost=cost).rename(tmp_path / f"manifest-{number}.json")
        rows.append(DocumentsSettings(file=file, clients=named))
    return rows


def test_of_two_manifests_the_one_that_names_the_client_counts(tmp_path: Path) -> None:
    for rows in (two := two_manifests(tmp_path, (), (CLIENT,)), two[::-1]):
        found = TrustedDocuments.read(rows)
        named, other = (found.find(ID, ClientId(client)) for client in (CLIENT, "somebody-else"))
        assert named is not None
        assert other is not None
        assert (named.most_cost, other.most_cost) == (100, 1)


@pytest.mark.parametrize(
    "clients",
    [((), ()), ((CLIENT,), (CLIENT,)), ((CLIENT, "agency-duo"), ("agency-cak", CLIENT))],
    ids=["for everybody", "for one client", "for one of several clients"],
)
def test_a_document_that_is_registered_twice_for_a_client_keeps_the_hub_from_starting(
    clients: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as twice:
        TrustedDocuments.read(two_manifests(tmp_path, *clients))
    assert twice.value.code == "documents.duplicate"
    for named in ("manifest-0.json", "manifest-1.json", ID.removeprefix("sha256:")):
        assert named in twice.value.happened


def test_a_document_may_be_registered_for_several_clients_each_in_their_own_manifest(tmp_path: Path) -> None:
    found = TrustedDocuments.read(two_manifests(tmp_path, (CLIENT, CLIENT), ("agency-duo",)))
    assert [bool(found.find(ID, ClientId(client))) for client in (CLIENT, "agency-duo", "agency-cak")] == [
        True,
        True,
        False,
    ]
