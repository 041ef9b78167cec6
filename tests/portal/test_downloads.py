"""What a person takes home from the portal: the same numbers in every form, and receipts that hold."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx2
import pytest
from icalendar import Calendar
from playwright.sync_api import APIResponse, Browser
from portal.arrangements import UNHURRIED
from portal.papers import words
from portal.test_every_page import wrong
from portal.test_whole_journey import told_of_the_household
from portal.walking import PREFIXES, Walker, walking
from running_hub import PERSONAS, RunningHub, running_hub

from adapters.identity.signed_text import Opened, opened, read_keys
from adapters.portal.texts import Texts
from adapters.system import VERSION
from hub.actions.replay import replay

pytestmark = pytest.mark.leaks(
    "the browser of these tests goes through the demo's log-in, whose codes stand in addresses"
)

NL = Texts.read("nl")

PROPOSED = """query($id: ID!) { arrangement(id: $id) {
  proposal { instalments { dueOn amount perAgency { agency { name } amount } } } } }"""

ACCEPTED = """query($id: ID!) { acceptedArrangement(id: $id) { ... on AcceptedArrangement {
  agreedAmount openAmount agencies { agency { name } agreedAmount } terms { instalments { dueOn amount } } } } }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A person who keeps a proposal and accepts it. `proposal` and `plan` are addresses of pages."""

    walker: Walker
    token: str
    proposal: str
    plan: str


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("downloads"), more=UNHURRIED) as running:
        running.consent("milan")
        yield running


@pytest.fixture(scope="module")
def taken(hub: RunningHub, browser: Browser) -> Iterator[Taken]:
    """Without scripts, from the household to an arrangement."""
    with walking(browser, hub.url, scripts=False) as walker:
        walker.log_in("milan")
        walker.go("/wat-kunt-u-betalen")
        told_of_the_household(walker)
        walker.press("Reken uit")
        walker.go("/voorstel")
        walker.press("Controleer dit voorstel")
        proposal = walker.path
        walker.tick("method", "transfer")
        walker.tick("read", "yes")
        walker.press("Verder")
        walker.tick("sure", "yes")
        walker.press("Akkoord")
        assert walker.heading == "Mijn regeling"
        token = hub.token(persona="milan")
        yield Taken(walker=walker, token=token, proposal=proposal, plan=walker.path)


@pytest.fixture(scope="module")
def stranger(hub: RunningHub, browser: Browser) -> Iterator[Walker]:
    """Somebody else who is logged in."""
    hub.consent("noor")
    with walking(browser, hub.url) as walker:
        walker.log_in("noor")
        yield walker


def file(taken: Taken, path: str) -> APIResponse:
    """Get a file as the browser would: with its cookies."""
    return taken.walker.page.request.get(f"{taken.walker.site}{path}")


def id_of(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def told(hub: RunningHub, taken: Taken, document: str, path: str) -> Mapping[str, Any]:
    answer = hub.post(document, token=taken.token, id=id_of(path))
    found: Mapping[str, Any] = next(iter(answer["data"].values()))
    return found


def payments(taken: Taken, path: str) -> list[list[str]]:
    content = file(taken, f"{path}/betalingen.csv").body().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))


def cents(typed: str) -> int:
    return int(typed.replace(",", ""))


def events(taken: Taken, path: str) -> list[tuple[str, str]]:
    found = Calendar.from_ical(file(taken, f"{path}/betaaldagen.ics").body()).walk("VEVENT")
    return [
        (event.decoded("DTSTART").isoformat(), str(event["SUMMARY"]).split(": ")[1].replace("\u00a0", " "))
        for event in found
    ]


def in_words(day: str, amount: int) -> str:
    return f"{NL.day(date.fromisoformat(day))} {NL.amount(amount)}".replace("\u00a0", " ")


@pytest.mark.parametrize("what", ["proposal", "arrangement"])
def test_the_same_numbers_stand_in_every_form(hub: RunningHub, taken: Taken, what: str) -> None:
    path = taken.proposal if what == "proposal" else taken.plan
    answer = told(hub, taken, PROPOSED if what == "proposal" else ACCEPTED, path)
    plan = answer["proposal"] if what == "proposal" else answer["terms"]
    due = [(each["dueOn"], each["amount"]) for each in plan["instalments"]]
    assert len(due) > 3

    head, *rows = payments(taken, path)
    assert [(row[1], cents(row[2])) for row in rows] == due
    assert events(taken, path) == [(day, NL.amount(amount).replace("\u00a0", " ")) for day, amount in due]

    paper = words(file(taken, f"{path}/brief.pdf").body())
    taken.walker.go(f"{path}/brief")
    page = " ".join(taken.walker.text.split())
    total = NL.amount(sum(amount for _, amount in due)).replace("\u00a0", " ")
    assert f"Alle betalingen samen: {total}" in paper
    assert f"Alle betalingen samen {total}" in page
    for day, amount in due:
        assert in_words(day, amount) in paper
        assert in_words(day, amount) in page

    if what == "proposal":
        parts: dict[str, int] = {}
        for number, each in enumerate(plan["instalments"]):
            shares = {share["agency"]["name"]: share["amount"] for share in each["perAgency"]}
            assert {name: cents(cell) for name, cell in zip(head[3:], rows[number][3:], strict=True)} == shares
            parts = {name: parts.get(name, 0) + amount for name, amount in shares.items()}
        receipt = json.loads(file(taken, f"{path}/bewijs.json").body())
        assert [each["amount"] for each in receipt["outcome"]["instalments"]] == [amount for _, amount in due]
    else:
        parts = {each["agency"]["name"]: each["agreedAmount"] for each in answer["agencies"]}
        home = own_data(taken)
        assert [each["amount"] for each in home["arrangements"][0]["stands"]["months"]] == [amount for _, amount in due]
        assert f"Afgesproken: {NL.amount(answer['agreedAmount'])}".replace("\u00a0", " ") in paper
    for name, amount in parts.items():
        assert f"{name} {NL.amount(amount)}".replace("\u00a0", " ") in paper
        assert f"{name} {NL.amount(amount)}".replace("\u00a0", " ") in page


def own_data(taken: Taken) -> Any:
    """Press the button, and read what comes."""
    taken.walker.go("/downloads")
    with taken.walker.page.expect_download() as download:
        taken.walker.press("Haal al mijn gegevens op")
    assert download.value.suggested_filename == "mijn-gegevens.json"
    return json.loads(download.value.path().read_bytes())


def test_all_of_ones_data_is_one_file_with_what_agencies_stated(hub: RunningHub, taken: Taken) -> None:
    home = own_data(taken)

    assert home["form"] == "own-data/1"
    assert home["person"]["bsn"] == PERSONAS["milan"].bsn
    assert {each["agency"] for each in home["answers"]} >= {"cjib", "cak"}
    assert home["log"][-1]["record"]["event"] == "person.exported"
    taken.walker.go("/wie-keek-er")
    assert "nam alle gegevens mee" in taken.walker.text


def test_nobody_takes_all_data_by_a_link_or_from_another_site(taken: Taken) -> None:
    page = taken.walker.page
    answer = page.request.post(f"{taken.walker.site}/downloads", form={"csrf": "guessed"})

    assert answer.status == 403
    assert "Content-Disposition" not in answer.headers


def test_a_receipt_computes_again_and_opens_what_the_log_says(taken: Taken) -> None:
    document = file(taken, f"{taken.proposal}/bewijs.json").body()
    logged = json.loads(file(taken, f"{taken.proposal}/bewijs-logboek.json").body())

    assert ("note" in logged) is (logged["proof"] is None)
    assert replay(document, version=VERSION).same
    opening = bytes.fromhex(logged["opening"])
    assert logged["commitment"] == hashlib.sha256(b"hub-receipt/v1\n" + opening + document).hexdigest()
    assert file(taken, f"{taken.plan}/bewijs.json").body() == document


def test_a_receipt_of_consent_is_signed_by_the_hub(hub: RunningHub, taken: Taken) -> None:
    taken.walker.go("/downloads")
    href = str(taken.walker.page.locator("a[href*='/downloads/toestemming/']").first.get_attribute("href"))
    signed = file(taken, href)
    keys = httpx2.get(f"{hub.url}/.well-known/jwks.json", trust_env=False).text

    assert isinstance(opened(signed.text(), read_keys(keys)), Opened)
    assert signed.headers["content-disposition"] == 'attachment; filename="toestemming.jws"'


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("name", "media_type", "names"),
    [
        ("brief.pdf", "application/pdf", {"nl": "brief.pdf", "en": "letter.pdf"}),
        ("betalingen.csv", "text/csv", {"nl": "betalingen.csv", "en": "payments.csv"}),
        ("betaaldagen.ics", "text/calendar", {"nl": "betaaldagen.ics", "en": "payment-days.ics"}),
        ("bewijs.json", "application/json", {"nl": "bewijs.json", "en": "receipt.json"}),
        ("bewijs-logboek.json", "application/json", {"nl": "bewijs-logboek.json", "en": "receipt-in-log.json"}),
    ],
)
def test_a_file_is_kept_by_nobody_on_the_way_and_its_name_tells_nothing(
    taken: Taken, name: str, media_type: str, names: Mapping[str, str], language: str
) -> None:
    answer = file(taken, f"{PREFIXES[language]}{taken.plan}/{name}")

    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{names[language]}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/mijn-regelingen/{}/{}", "/akkoord/{}/{}"])
@pytest.mark.parametrize("name", ["brief", "brief.pdf", "betalingen.csv", "betaaldagen.ics", "bewijs.json"])
def test_what_is_somebody_elses_is_not_there(stranger: Walker, taken: Taken, path: str, name: str) -> None:
    own = taken.plan if "regelingen" in path else taken.proposal

    assert stranger.page.request.get(f"{stranger.site}{path.format(id_of(own), name)}").status == 404
    assert stranger.page.request.get(f"{stranger.site}{path.format('nothing', name)}").status == 404


def test_whoever_is_not_logged_in_gets_no_file(hub: RunningHub, taken: Taken) -> None:
    answer = httpx2.get(f"{hub.url}{taken.plan}/brief.pdf", trust_env=False)

    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login")


def test_a_file_that_there_is_not_is_no_page(taken: Taken) -> None:
    for path in (f"{taken.plan}/brief.doc", f"{taken.proposal}/x.pdf", "/downloads/toestemming/nothing"):
        assert file(taken, path).status == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_letters_and_downloads_are_for_everybody(
    hub: RunningHub, browser: Browser, taken: Taken, language: str
) -> None:
    with walking(browser, hub.url, language=language) as walker:
        walker.log_in("milan")
        for path in (f"{taken.plan}/brief", f"{taken.proposal}/brief", "/downloads"):
            walker.go(path)
            for width in walker.widths():
                assert (path, width, wrong(walker)) == (path, width, [])
            assert walker.page.locator("h1").count() == 1
        assert walker.strangers == []


def test_whoever_acts_for_somebody_is_not_offered_all_their_data(hub: RunningHub, browser: Browser) -> None:
    with walking(browser, hub.url) as walker:
        walker.log_in("milan", acting_for="noor")
        walker.go("/downloads")

        assert walker.page.locator("main form").count() == 0
