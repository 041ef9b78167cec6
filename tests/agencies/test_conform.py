"""`hub conform`: an agency that is right has no finding, and of one with a planted fault just that fault is named."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from joserfc.jwk import ECKey
from typer.testing import CliRunner, Result

from adapters.agencies.conform.bringing import Bringing
from adapters.agencies.conform.point import Finding, Outcome, looked_at
from adapters.agencies.conform.reading import Reading
from adapters.agencies.conform.visitor import Target, Visitor
from adapters.agencies.fcid import profile
from adapters.agencies.simulator import people, server
from adapters.agencies.simulator.agency import oin_of
from adapters.agencies.simulator.server import Order, Stall
from adapters.cli.main import app
from adapters.system import SystemClock

NOOR: Final = next(one.bsn for one in people.personas() if one.name == "noor")
SEM: Final = next(one.bsn for one in people.personas() if one.name == "sem")
KEY: Final = ECKey.generate_key("P-256", {"kid": "ours"})
CLIENTS: Final = {"hub": {"keys": [KEY.as_dict(private=False)]}}

Fault = Callable[[httpx2.Request, httpx2.Response], httpx2.Response]


@pytest.fixture(scope="module")
def agency() -> Iterator[Stall]:
    """The fictitious example agency, which does not sign what it says."""
    with server.running(Order(code="example", clients=CLIENTS)) as running:
        yield running


@pytest.fixture(scope="module")
def signing() -> Iterator[Stall]:
    with server.running(Order(code="cjib", clients=CLIENTS)) as running:
        yield running


class Faulty(httpx2.BaseTransport):
    """The way to the agency, on which each answer is changed as an agency with that fault would give it."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._there = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._there.handle_request(request)
        answer.read()
        return self._fault(request, answer)

    def close(self) -> None:
        self._there.close()


def found(stall: Stall, fault: Fault) -> list[Finding]:
    """Everything that is not right."""
    clock = SystemClock()
    target = Target(
        url=stall.url,
        token_url=stall.token_url,
        token_audience=stall.token_url,
        jwks_url=stall.jwks_url,
        client_id="hub",
        oin=oin_of(stall.code),
    )
    with httpx2.Client(transport=Faulty(fault), timeout=10) as http:
        visitor = Visitor(target=target, key=KEY, http=http, now=clock.now)
        reading = Reading(visitor=visitor, profile=profile.load("fcid-4.1-assumed"), bsn=NOOR, today=clock.today())
        seen = list(looked_at(reading.points()))
        bringing = Bringing(visitor=visitor, bsn=NOOR, today=clock.today(), claims=reading.references)
        seen += looked_at(bringing.points())
    return [each for each in seen if each.outcome is not Outcome.RIGHT]


# ── Faults ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def json_of(status: int, content: object, kind: str = "application/json") -> httpx2.Response:
    return httpx2.Response(status, content=json.dumps(content).encode(), headers={"Content-Type": kind})


def says(where: str, method: str, status: int, content: object, kind: str = "application/json") -> Fault:
    """Whatever it is asked there, it answers this."""

    def fault(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
        is_there = where in request.url.path and request.method == method
        return json_of(status, content, kind) if is_there else answer

    return fault


def where_refused(where: str, method: str, code: str, status: int, content: dict[str, Any]) -> Fault:
    """What it should refuse under that code, it does not, or otherwise."""

    def fault(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
        if where in request.url.path and request.method == method and code in answer.text:
            return json_of(status, {**content, "key": request.url.path.rpartition("/")[2]})
        return answer

    return fault


def in_claims(change: Callable[[dict[str, Any]], object]) -> Fault:
    """Its documents are written otherwise; `change` gets the body of one."""

    def fault(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
        if "financial-claims" not in request.url.path or answer.status_code != 200:
            return answer
        document = answer.json()
        if document["body"]["financiele_zaken"]:
            change(document["body"])
        return json_of(200, document)

    return fault


def case(body: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = body["financiele_zaken"][0]
    return first


def event(body: dict[str, Any], place: int = 0) -> dict[str, Any]:
    one: dict[str, Any] = case(body)["gebeurtenissen"][place]
    return one


def without_offset(body: dict[str, Any]) -> None:
    event(body)["datumtijd_gebeurtenis"] = "2026-04-03T00:00:00"


def another_name_each_time() -> Callable[[dict[str, Any]], None]:
    asked = iter(range(1_000))
    return lambda body: event(body).update(gebeurtenis_kenmerk=f"event-{next(asked)}")


def ignores_the_day(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
    """Whatever the day that is asked for, everything is told."""
    if "financial-claims" not in request.url.path or answer.status_code != 200:
        return answer
    with httpx2.Client(timeout=10) as http:
        today = {**json.loads(request.content), "asOf": "2026-11-24"}
        heads = {name: request.headers[name] for name in ("authorization", "content-type")}
        return json_of(200, http.post(str(request.url), json=today, headers=heads).json())


def takes_a_forged_key(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
    is_token = request.url.path.endswith("/token") and answer.status_code == 401
    return json_of(200, {"access_token": "any", "token_type": "Bearer"}) if is_token else answer


def of_another_version(request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
    is_document = "financial-claims" in request.url.path and answer.status_code == 200
    return json_of(200, {**answer.json(), "version": "3.0.0"}) if is_document else answer


GRANTS: Final = {"reply": "granted", "decidedOn": "2026-11-24"}
ERRANDS: Final = "/v1/arrangements/"

PLANTED: Final[list[tuple[str, Fault, str, Outcome]]] = [
    ("no token is given", says("/token", "POST", 401, {"error": "x"}), "token.given", Outcome.WRONG),
    ("a forged assertion does", takes_a_forged_key, "token.forged", Outcome.WRONG),
    ("an assertion does twice", takes_a_forged_key, "token.once", Outcome.NOTICE),
    ("claims without a token", says("financial-claims", "POST", 200, {}), "claims.token_needed", Outcome.WRONG),
    ("claims as a page", says("financial-claims", "POST", 200, {}, "text/html"), "claims.media_type", Outcome.WRONG),
    ("out of order", says("financial-claims", "POST", 503, {}), "claims.answered", Outcome.WRONG),
    ("owes nothing", in_claims(lambda body: body.update(financiele_zaken=[])), "claims.enough", Outcome.NOTICE),
    ("half a cent", in_claims(lambda body: event(body).update(bedrag=1.5)), "claims.readable", Outcome.WRONG),
    ("below zero", in_claims(lambda body: event(body).update(bedrag=-1)), "claims.readable", Outcome.WRONG),
    ("no offset", in_claims(without_offset), "claims.readable", Outcome.WRONG),
    ("type code", in_claims(lambda body: event(body).update(type="HEFFING")), "claims.readable", Outcome.WRONG),
    ("no cases", in_claims(lambda body: body.pop("financiele_zaken")), "claims.readable", Outcome.WRONG),
    ("no amount", in_claims(lambda body: event(body).pop("bedrag")), "claims.readable", Outcome.WRONG),
    (
        "a reference by a name that nobody is sure of",
        in_claims(lambda body: event(body).update(kenmerk=event(body).pop("gebeurtenis_kenmerk"))),
        "claims.readable",
        Outcome.NOTICE,
    ),
    ("other version", of_another_version, "claims.readable", Outcome.WRONG),
    ("somebody else", in_claims(lambda body: case(body).update(bsn=SEM)), "claims.person", Outcome.WRONG),
    (
        "an event nobody knows",
        in_claims(lambda body: event(body, -1).update(gebeurtenis_type="ZaakGesplitst")),
        "claims.words",
        Outcome.NOTICE,
    ),
    ("a key nobody knows", in_claims(lambda body: case(body).update(kleur="geel")), "claims.words", Outcome.NOTICE),
    (
        "one reference twice",
        in_claims(lambda body: event(body, 1).update(gebeurtenis_kenmerk=event(body)["gebeurtenis_kenmerk"])),
        "claims.references",
        Outcome.WRONG,
    ),
    (
        "a total of its own",
        in_claims(lambda body: case(body).update(totaal_financieel_verplicht=1)),
        "claims.totals",
        Outcome.WRONG,
    ),
    ("other names each time", in_claims(another_name_each_time()), "claims.stable", Outcome.WRONG),
    ("any day will do", ignores_the_day, "claims.as_of", Outcome.WRONG),
    (
        "answers anything",
        where_refused("financial-claims", "POST", "exactly", 200, {}),
        "claims.malformed",
        Outcome.WRONG,
    ),
    (
        "answers any version",
        where_refused("financial-claims", "POST", "version", 200, {}),
        "claims.version",
        Outcome.WRONG,
    ),
    ("takes it from anybody", says(ERRANDS, "PUT", 200, GRANTS), "errands.token_needed", Outcome.WRONG),
    ("a reader may write", where_refused(ERRANDS, "PUT", "not for this", 200, GRANTS), "errands.scope", Outcome.WRONG),
    ("unsigned", where_refused(ERRANDS, "PUT", "errand.not_signed", 200, GRANTS), "errands.unsigned", Outcome.WRONG),
    ("forged", where_refused(ERRANDS, "PUT", "errand.bad_signature", 200, GRANTS), "errands.forged", Outcome.WRONG),
    ("without a code", where_refused(ERRANDS, "PUT", "errand.malf", 400, {}), "errands.malformed", Outcome.WRONG),
    ("any kind", where_refused(ERRANDS, "PUT", "does not come with", 200, GRANTS), "errands.other", Outcome.WRONG),
    ("answers another", says(ERRANDS, "PUT", 200, {**GRANTS, "key": "other"}), "errands.taken", Outcome.WRONG),
    (
        "an unknown reply",
        says(ERRANDS, "GET", 200, {"key": "k", "reply": "perhaps"}),
        "errands.looked_up",
        Outcome.WRONG,
    ),
    (
        "decides again",
        says(ERRANDS, "GET", 200, {**GRANTS, "key": "k", "decidedOn": "2020-01-01"}),
        "errands.once",
        Outcome.WRONG,
    ),
    ("key reused", where_refused(ERRANDS, "PUT", "key_reused", 200, GRANTS), "errands.key_reused", Outcome.WRONG),
    ("knows all", where_refused(ERRANDS, "GET", "errand.unknown", 200, GRANTS), "errands.unknown", Outcome.WRONG),
    ("no PATCH", says(ERRANDS, "PATCH", 405, {}), "errands.amended", Outcome.WRONG),
    (
        "amends what is not there",
        where_refused(ERRANDS, "PATCH", "arrangement.unknown", 200, GRANTS),
        "errands.not_there",
        Outcome.NOTICE,
    ),
    ("no DELETE", says(ERRANDS, "DELETE", 500, {}), "errands.ended", Outcome.WRONG),
]


@pytest.mark.parametrize(
    ("fault", "point", "outcome"), [one[1:] for one in PLANTED], ids=[one[0].replace(" ", "-") for one in PLANTED]
)
def test_a_planted_fault_is_named(agency: Stall, fault: Fault, point: str, outcome: Outcome) -> None:
    named = {(each.point, each.outcome) for each in found(agency, fault)}

    assert (point, outcome) in named


def test_every_point_but_the_signature_has_a_planted_fault(agency: Stall) -> None:
    right = {each.point for each in found(agency, lambda _request, answer: answer)}
    clock = SystemClock()
    visitor: Any = None
    points = {
        **Reading(visitor=visitor, profile=profile.load("fcid-4.1-assumed"), bsn=NOOR, today=clock.today()).points(),
        **Bringing(visitor=visitor, bsn=NOOR, today=clock.today()).points(),
    }

    assert right == {"claims.signature"}  # there is none to look at
    assert {name for name, _asks in points} - {point for _, _, point, _ in PLANTED} == right


def test_a_signature_under_a_key_that_is_not_published_is_named(signing: Stall) -> None:
    other = ECKey.generate_key("P-256").as_dict(private=False)
    named = [(each.point, each.outcome) for each in found(signing, says("/jwks", "GET", 200, {"keys": [other]}))]

    assert ("claims.signature", Outcome.WRONG) in named


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def conform(folder: Path, url: str, *more: str, code: str = "cjib", bsn: str = NOOR) -> Result:
    key = folder / "our.jwk"
    key.write_text(json.dumps(KEY.as_dict(private=True)), encoding="utf-8")
    given = ["conform", url, "--oin", oin_of(code), "--bsn", bsn, "--key", str(key), *more]
    return CliRunner().invoke(app, given)


def test_an_agency_that_is_right_is_told_so_and_the_command_ends_well(signing: Stall, tmp_path: Path) -> None:
    said = conform(tmp_path, signing.url)
    told = json.loads(conform(tmp_path, signing.url, "--json", "--read-only").stdout)

    assert said.exit_code == 0
    assert "✗" not in said.stdout
    assert "✓ errands.ended" in said.stdout
    assert told["counted"] == {"right": 17}
    assert {each["outcome"] for each in told["findings"]} == {"right"}
    assert NOOR not in said.output


def test_an_agency_that_is_wrong_is_a_finding(signing: Stall, tmp_path: Path) -> None:
    assert conform(tmp_path, signing.url, "--token-audience", "https://elsewhere.invalid/token").exit_code == 1


def test_nobody_there_and_a_number_of_somebody_real_are_no_findings(tmp_path: Path) -> None:
    nobody = conform(tmp_path, "http://127.0.0.1:9")
    somebody = conform(tmp_path, "http://127.0.0.1:9", bsn=str(111_222_333))

    assert getattr(nobody.exception, "code", "") == "conform.not_there"
    assert getattr(somebody.exception, "code", "") == "bsn.not_a_test_number"
