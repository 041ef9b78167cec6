"""The OpenAPI document says what the simulators do; checked with as much of JSON Schema as the document uses."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from agencies.simulator.caller import Caller
from starlette.routing import Route

from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import agency, app, encoder, people
from adapters.agencies.simulator.server import Stall

CONTRACT: dict[str, Any] = json.loads(app.CONTRACT_FILE.read_text(encoding="utf-8"))
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}
# Samples that break the contract on purpose.
SPOILED = ("float-amount", "malformed-type-code", "negative-amount", "no-offset", "unknown-keys")


def _schema(name: str) -> dict[str, Any]:
    schema = CONTRACT["components"]["schemas"][name]
    assert isinstance(schema, dict)
    return schema


def _faults(schema: dict[str, Any], value: object, where: str = "") -> Iterator[str]:
    if "$ref" in schema:
        yield from _faults(_schema(schema["$ref"].rpartition("/")[2]), value, where)
        return
    for part in schema.get("allOf", ()):
        yield from _faults(part, value, where)
    if "oneOf" in schema:
        fitting = [part for part in schema["oneOf"] if not any(_faults(part, value))]
        if len(fitting) != 1:
            yield f"{where}: fits {len(fitting)} of the choices"
    wanted = TYPES.get(schema.get("type", ""))
    if wanted and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        yield f"{where}: is no {schema['type']}"
        return
    yield from _value_faults(schema, value, where)


def _value_faults(schema: dict[str, Any], value: object, where: str) -> Iterator[str]:
    if "const" in schema and value != schema["const"]:
        yield f"{where}: is not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: is none of {schema['enum']}"
    if "not" in schema and value in schema["not"]["enum"]:
        yield f"{where}: is one of {schema['not']['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: does not match {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{where}: is below {schema['minimum']}"
    if isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            yield from _faults(schema["items"], item, f"{where}[{place}]")
    if isinstance(value, dict):
        yield from _object_faults(schema, value, where)


def _object_faults(schema: dict[str, Any], value: dict[str, object], where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{where}: lacks {key}"
    for key, item in value.items():
        if key in properties:
            yield from _faults(properties[key], item, f"{where}.{key}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: unknown {key}"


def test_the_document_and_the_routes_agree(stalls: Mapping[str, Stall]) -> None:
    office = app.build(agency.load("cjib"), {}, {}, stalls["cjib"].url)
    served = {
        (route.path, method.lower())
        for route in office.routes
        # What only a simulator has, to say what it is and to be switched and counted, is no part of the contract.
        if isinstance(route, Route) and route.path != "/" and not route.path.startswith("/simulator/")
        for method in (route.methods or ())
        if method != "HEAD"
    }

    promised = {(path, method) for path, methods in CONTRACT["paths"].items() for method in methods}

    assert served == promised


def test_each_agency_serves_the_document(caller: Caller, stalls: Mapping[str, Stall]) -> None:
    served = [caller.http.get(stall.openapi_url).json() for stall in stalls.values()]

    assert all(document == CONTRACT for document in served)


def test_every_reference_in_the_document_leads_somewhere() -> None:
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(CONTRACT)))

    assert names <= set(CONTRACT["components"]["schemas"])


@pytest.mark.parametrize("code", AGENCIES)
def test_every_persona_gets_an_answer_as_promised(
    caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str], code: str
) -> None:
    held = people.load(agency.load(code))
    well = [number for number in bsn.values() if number not in held or held[number].behaviour is None]

    faults = [fault for number in well for fault in _faults(_schema("Document"), caller.document(stalls[code], number))]

    assert faults == []


def test_the_example_agency_answers_as_promised(bsn: Mapping[str, str]) -> None:
    example = agency.load("example")
    person = people.load(example)[bsn["noor"]]

    document = encoder.document(
        person, example, bsn=bsn["noor"], as_of=date(2026, 11, 23), made_at=datetime(2026, 11, 23, 9, tzinfo=UTC)
    )

    assert [*_faults(_schema("Document"), document)] == []
    assert document["body"]["financiele_zaken"][0]["saldo"] == 15200  # type: ignore[index]  # faults above prove it


def test_other_answers_are_as_promised(caller: Caller, stalls: Mapping[str, Stall], bsn: Mapping[str, str]) -> None:
    stall = stalls["cjib"]
    said = {
        "Health": caller.http.get(f"{stall.url}/health").json(),
        "KeySet": caller.http.get(stall.jwks_url).json(),
        "TokenAnswer": caller.present(stall, caller.assertion(stall)).json(),
        "TokenRefusal": caller.present(stall, "nonsense").json(),
        "Problem": caller.ask(stalls["duo"], bsn["omar"]).json(),
    }

    assert [fault for name, answer in said.items() for fault in _faults(_schema(name), answer, name)] == []


def test_samples_are_as_promised_unless_they_break_a_promise_on_purpose() -> None:
    broken = sorted(
        path.stem
        for path in folder("cjib").parent.glob("*/samples/*.json")
        if any(_faults(_schema("Document"), json.loads(path.read_text(encoding="utf-8"))))
    )

    assert broken == sorted(SPOILED)


@pytest.mark.parametrize("code", [*AGENCIES, "example"])
def test_every_type_code_has_the_shape_of_the_standard(code: str) -> None:
    pattern = _schema("TypeCode")["pattern"]

    assert [word for word in agency.load(code).words if not re.fullmatch(pattern, word)] == []
    assert set(agency.load(code).words) <= set(agency.grounds())
