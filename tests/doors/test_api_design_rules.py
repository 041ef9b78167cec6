"""The REST side of our own follows the API Design Rules 2.2 of the Dutch government: one test per rule."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders import a_partner
from doors.auditing import PATH, YEAR, Auditing, an_audit_door

from adapters.web.audit_exports import CONTRACT, VERSION

DOCUMENT: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}
OPEN = "/v1/openapi.json"


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method]


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found = DOCUMENT
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema with its place, those inside others too."""
    waiting = list(DOCUMENT["components"]["schemas"].items())
    while waiting:
        place, schema = waiting.pop()
        yield place, schema
        waiting += [(f"{place}.{name}", inner) for name, inner in schema.get("properties", {}).items()]
        if "items" in schema:
            waiting.append((f"{place}[]", schema["items"]))


# ── the document ──


def test_the_contract_is_openapi_3() -> None:
    assert DOCUMENT["openapi"].startswith("3.")


def test_the_contract_has_a_whole_version_and_it_is_the_one_that_answers_tell() -> None:
    assert SEMVER.fullmatch(DOCUMENT["info"]["version"])
    assert DOCUMENT["info"]["version"] == VERSION


def test_the_contract_says_whom_to_ask() -> None:
    assert {"name", "email", "url"} <= {name for name, value in DOCUMENT["info"]["contact"].items() if value}


def test_only_the_major_version_stands_in_the_address() -> None:
    assert [re.findall(r"/v(\d+[^/]*)", server["url"]) for server in DOCUMENT["servers"]] == [[VERSION.split(".")[0]]]


async def test_the_contract_is_open_to_everybody_at_its_place_pages_elsewhere_included() -> None:
    async with an_audit_door(looks=0) as auditing:
        answer = await auditing.beside.http.get(OPEN, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert answer.json() == DOCUMENT
    assert answer.headers["access-control-allow-origin"] == "*"


# ── addresses ──


def test_paths_are_in_kebab_case() -> None:
    steps = [step for path, _, _ in operations() for step in path.strip("/").split("/")]

    assert [step for step in steps if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.json)?|\{[a-zA-Z]+\}", step)] == []


def test_no_path_ends_with_a_slash() -> None:
    assert [path for path in DOCUMENT["paths"] if path.endswith("/")] == []


async def test_an_address_with_a_slash_at_its_end_is_not_found() -> None:
    async with an_audit_door(looks=0) as auditing:
        answer = await auditing.beside.post(f"{PATH}/", YEAR)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_collections_are_named_in_the_plural() -> None:
    assert [path for path, method, _ in operations() if method == "post" and not path.endswith("s")] == []


def test_nothing_of_what_is_asked_stands_in_an_address() -> None:
    parameters = [each for _, _, operation in operations() for each in operation.get("parameters", ())]
    in_paths = [item["parameters"] for item in DOCUMENT["paths"].values() if "parameters" in item]

    assert parameters + in_paths == []
    assert not any("{" in path for path in DOCUMENT["paths"])


async def test_what_stands_in_an_address_all_the_same_counts_for_nothing() -> None:
    async with an_audit_door() as auditing:
        answer = await auditing.beside.post(f"{PATH}?from=2026-01-01&to=2026-12-31", {})

    assert answer.status_code == 400


def test_only_methods_of_http_are_used_and_what_is_safe_changes_nothing() -> None:
    methods = [{*item} - {"parameters", "summary", "description"} for item in DOCUMENT["paths"].values()]

    assert all(found <= METHODS for found in methods)
    assert {method for _, method, operation in operations() if "requestBody" in operation} == {"post"}


async def test_another_method_is_refused_with_those_there_are() -> None:
    async with an_audit_door(looks=0) as auditing:
        answer = await auditing.beside.http.get(PATH)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.headers["content-type"].startswith("application/problem+json")


# ── answers ──


def test_every_good_answer_declares_its_version() -> None:
    good = [
        (path, status, answer)
        for path, _, operation in operations()
        for status, answer in operation["responses"].items()
        if status[0] in "23"
    ]

    assert good
    assert [(path, status) for path, status, answer in good if "API-Version" not in answer.get("headers", {})] == []


async def test_every_answer_tells_the_whole_version() -> None:
    async with an_audit_door() as auditing:
        answers = [
            await auditing.post(YEAR),
            await auditing.beside.http.get(OPEN),
            await auditing.post({}),
        ]

    assert [answer.headers["api-version"] for answer in answers] == [VERSION] * 3


async def refusals(auditing: Auditing) -> dict[int, Any]:
    """One answer of every kind that can be brought about from outside."""
    found = [
        await auditing.post({}),
        await auditing.post(b"no json"),
        await auditing.beside.http.post(PATH, content=b"{}", headers={"Content-Type": "text/plain"}),
        await auditing.beside.http.post(PATH, json=YEAR),
        await auditing.post(b"{" + b" " * 200_000),
    ]
    auditing.beside.come_as(a_partner())
    found.append(await auditing.post(YEAR))
    return {answer.status_code: answer for answer in found}


async def test_an_error_is_a_problem_with_status_title_and_detail() -> None:
    async with an_audit_door(looks=0) as auditing:
        found = await refusals(auditing)

    assert {*found} == {400, 401, 403, 413, 415}
    shape = {**resolved({"$ref": "#/components/schemas/Problem"}), "components": DOCUMENT["components"]}
    for status, answer in found.items():
        assert answer.headers["content-type"].startswith("application/problem+json")
        told = answer.json()
        jsonschema.Draft202012Validator(shape).validate(told)
        assert told["status"] == status


def test_every_error_is_declared_as_a_problem() -> None:
    bad = [
        resolved(answer)
        for _, _, operation in operations()
        for status, answer in operation["responses"].items()
        if status[0] in "45"
    ]

    assert bad
    assert all([*answer["content"]] == ["application/problem+json"] for answer in bad)


def test_every_operation_that_takes_something_declares_400_and_none_422() -> None:
    taking = [operation for _, _, operation in operations() if "requestBody" in operation]

    assert all("400" in operation["responses"] for operation in taking)
    assert not any("422" in operation["responses"] for _, _, operation in operations())


async def test_what_is_invalid_is_answered_with_400_and_every_flaw_together() -> None:
    async with an_audit_door(looks=0) as auditing:
        answer = await auditing.post({"from": "soon", "format": "docx"})
    told = answer.json()

    assert answer.status_code == 400
    assert {flaw["location"]["pointer"] for flaw in told["errors"]} == {"#/from", "#/to", "#/format"}
    assert all({"in", "location", "code", "detail"} == {*flaw} for flaw in told["errors"])
    assert "docx" not in answer.text


async def test_every_status_that_comes_is_declared() -> None:
    declared = {int(status) for status in DOCUMENT["paths"]["/audit/exports"]["post"]["responses"]}
    async with an_audit_door() as auditing:
        good = (await auditing.post(YEAR)).status_code
        found = await refusals(auditing)

    assert {good, *found} <= declared


def test_dates_have_their_format_and_no_time_is_without_a_zone() -> None:
    formats = {place: schema.get("format") for place, schema in schemas()}

    assert formats["Wish.from"] == formats["Wish.to"] == "date"
    assert not {"time", "date-time-local"} & {*formats.values()}


def test_schemas_are_in_pascal_case_and_members_in_camel_case() -> None:
    names = [name for place, _ in schemas() for name in [place.split(".")[-1].removesuffix("[]")] if "." in place]

    assert [name for name in DOCUMENT["components"]["schemas"] if not re.fullmatch(r"([A-Z][a-z0-9]*)+", name)] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", name)] == []


async def test_no_answer_is_kept_on_the_way_or_taken_for_another_type() -> None:
    async with an_audit_door() as auditing:
        answers = [await auditing.post(YEAR), *(await refusals(auditing)).values()]

    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert {answer.headers["x-content-type-options"] for answer in answers} == {"nosniff"}


async def test_nothing_is_remembered_between_two_requests() -> None:
    async with an_audit_door() as auditing:
        answers = [await auditing.post(YEAR) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not any("set-cookie" in answer.headers for answer in answers)
