"""What goes wrong on the way: slips in forms, forms from elsewhere, twice, too late, or while an agency is silent."""

import os
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from portal.arrangements import UNHURRIED, portal_within
from portal.over_http import Answer, Caller, calling
from running_hub import RunningHub

pytestmark = pytest.mark.leaks("the log-in of the demo puts codes into addresses")

FIVE = ("cjib", "duo", "cak", "belastingdienst", "toeslagen")
HOUSEHOLD = {"household": "SINGLE", "monthly_income": "1600", "year_income": "20000"}
PAYING = {"method": "transfer", "read": "yes"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with portal_within(tmp_path_factory.mktemp("bad"), more=UNHURRIED) as (running, _site):
        for persona in ("noor", "milan", "fatima", "omar"):
            running.consent(persona, FIVE)
        yield running


@pytest.fixture(scope="module")
def noor(hub: RunningHub) -> Iterator[Caller]:
    with calling(hub.url) as person:
        person.log_in("noor")
        yield person


@pytest.fixture(scope="module")
def agreeing(noor: Caller) -> str:
    """The address of a proposal that could be agreed to."""
    return str(proposed(noor).leads_to)


def proposed(person: Caller) -> Answer:
    answer = person.fill_in("/voorstel", {"action": "propose"}, 'value="propose"')
    assert answer.status == 303
    return answer


def wrong_fields(page: Answer) -> list[str]:
    """The fields that the summary of mistakes leads to."""
    summary = re.search(r"er-error-summary.*?</ul>", page.raw.text, re.DOTALL)
    assert summary is not None, page.words[:400]
    return re.findall(r'href="#([^"]+)"', summary[0])


def is_told_of(page: Answer, field: str) -> None:
    """A slip is told at the top and beside its field, in the title, and with its status."""
    assert page.status == 422, (page.status, page.words[:300])
    assert "<title>Fout: " in page.raw.text
    linked = wrong_fields(page)
    assert any(name == field or name.startswith(f"{field}-") for name in linked), linked
    for name in linked:
        assert re.search(rf'\bid="{re.escape(name)}"', page.raw.text), name
    assert re.search(rf'id="{re.escape(field)}[\w-]*-error"', page.raw.text), "no message beside it"
    assert re.search(rf'aria-describedby="[^"]*{re.escape(field)}[\w-]*-error"', page.raw.text), "not tied to it"


@dataclass(frozen=True, slots=True)
class Slip:
    path: str
    fields: Mapping[str, str]
    field: str
    naming: str = "csrf"


SLIPS = [
    *(
        Slip("/wat-kunt-u-betalen", {**HOUSEHOLD, "monthly_income": typed}, "monthly_income", "monthly_income")
        for typed in ("", "veel", "-5", "1.2.3", "12,345", "1e9", "99999999999", "<script>", "٣", "1 600 000 000 000")
    ),
    Slip("/wat-kunt-u-betalen", {**HOUSEHOLD, "household": "HOTEL"}, "household", "monthly_income"),
    Slip("/wat-kunt-u-betalen", {**HOUSEHOLD, "home": "perhaps"}, "home", "monthly_income"),
    Slip("/wat-kunt-u-betalen", {**HOUSEHOLD, "rent": "zes honderd"}, "rent", "monthly_income"),
    *(Slip("/voorstel", {"action": "amount", "amount": typed}, "amount", 'value="amount"') for typed in ("", "0", "x")),
    *(
        Slip("/voorstel", {"action": "months", "months": typed}, "months", 'value="months"')
        for typed in ("", "0", "1000000000", "6,5")
    ),
    *(
        Slip("/voorstel", {"action": "payment_day", "payment_day": typed}, "payment_day", 'value="payment_day"')
        for typed in ("", "0", "32")
    ),
    *(
        Slip("/vergelijk", {"action": "lump_sum", "lump_sum": typed}, "lump_sum", 'value="lump_sum"')
        for typed in ("", "0", "vijf")
    ),
    Slip("/mijn-toestemmingen", {"grants": "nothing"}, "grants", "grants"),
    Slip("/laat-een-mens-kijken", {"words": " "}, "words", "words"),
    Slip("/laat-een-mens-kijken", {"words": "x" * 2001}, "words", "words"),
]


@pytest.mark.parametrize(
    "slip", SLIPS, ids=[f"{each.path[1:]}-{each.field}-{number}" for number, each in enumerate(SLIPS)]
)
def test_a_slip_is_told_and_nothing_typed_is_lost(noor: Caller, slip: Slip) -> None:
    page = noor.fill_in(slip.path, slip.fields, slip.naming)

    is_told_of(page, slip.field)
    for name, typed in slip.fields.items():
        if typed.strip() and name in (
            "monthly_income",
            "year_income",
            "rent",
            "amount",
            "months",
            "payment_day",
            "lump_sum",
        ):
            assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page.raw.text


def test_the_day_to_pay_on_is_chosen_and_stays_with_another_length(noor: Caller) -> None:
    fields = {"action": "payment_day", "payment_day": "23"}
    assert noor.fill_in("/voorstel", fields, 'value="payment_day"').leads_to == "/voorstel"
    noor.fill_in("/voorstel", {"action": "months", "months": "5"}, 'value="months"')
    page = noor.get("/voorstel")
    assert re.search(r"Eerste betaling 23 \w+ 20", page.words), page.words[:3000]
    assert 'name="payment_day" type="text" value="23"' in page.raw.text
    assert 'href="/voorstel#payment_day"' in noor.get(str(proposed(noor).leads_to)).raw.text


def test_what_a_sum_paid_at_once_would_change_is_shown_without_it_in_the_address(noor: Caller) -> None:
    answer = noor.fill_in("/vergelijk?minder=10", {"action": "lump_sum", "lump_sum": "500"}, 'value="lump_sum"')
    assert (answer.status, answer.leads_to) == (303, "/vergelijk?minder=10")

    looked = noor.get("/vergelijk")
    assert "U betaalt eerst € 500,00" in looked.words
    assert "u spreekt niets af" in looked.words

    assert noor.fill_in("/vergelijk", {"action": "without"}, 'value="without"').leads_to == "/vergelijk"
    assert "U betaalt eerst" not in noor.get("/vergelijk").words


def test_a_permission_for_nobody_is_told_and_gives_nothing(hub: RunningHub) -> None:
    with calling(hub.url) as person:
        person.log_in("lotte")
        for fields in ({}, {"agencies": "nobody"}):
            is_told_of(person.fill_in("/toestemming", fields, "agencies"), "agencies")
        assert 'name="grants"' not in person.get("/mijn-toestemmingen").raw.text


def test_what_was_written_in_many_words_is_kept_too(noor: Caller) -> None:
    page = noor.fill_in("/laat-een-mens-kijken", {"words": "y" * 2001}, "words")
    assert "y" * 2001 in page.raw.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"read": "yes"}, "method"),
        ({"method": "cheque", "read": "yes"}, "method"),
        ({"method": "transfer"}, "read"),
        ({"method": "debit", "read": "yes", "holder": "", "iban": "NL02ABNA0123456789"}, "holder"),
        ({"method": "debit", "read": "yes", "holder": "N. Jansen", "iban": ""}, "iban"),
        ({"method": "debit", "read": "yes", "holder": "N" * 71, "iban": "NL02ABNA0123456789"}, "holder"),
    ],
)
def test_a_slip_before_agreeing_is_told_and_agrees_to_nothing(
    noor: Caller, agreeing: str, fields: Mapping[str, str], field: str
) -> None:
    page = noor.fill_in(agreeing, fields, "csrf")

    is_told_of(page, field)
    for name in ("holder", "iban"):
        if fields.get(name):
            assert f'value="{fields[name]}"' in page.raw.text
    assert noor.get(agreeing).heading == "Klopt dit?"


def test_an_account_number_that_is_none_is_told_beside_it_at_the_last_step(noor: Caller, agreeing: str) -> None:
    typed = {"method": "debit", "holder": "N. Jansen", "iban": "NL00ABNA0123456789", "read": "yes"}
    sure = noor.fill_in(agreeing, typed, "csrf")
    page = noor.send(agreeing, {**sure.hidden(), "sure": "yes"}) if sure.status == 200 else sure

    is_told_of(page, "iban")
    assert 'value="NL00ABNA0123456789"' in page.raw.text


def test_not_being_sure_is_told_and_agrees_to_nothing(noor: Caller, agreeing: str) -> None:
    sure = noor.fill_in(agreeing, PAYING, "csrf")
    page = noor.send(agreeing, sure.hidden())

    is_told_of(page, "sure")
    assert noor.get(agreeing).heading == "Klopt dit?"


FORMS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("/toestemming", {"agencies": "duo"}),
    ("/wat-kunt-u-betalen", HOUSEHOLD),
    ("/voorstel", {"action": "propose"}),
    ("/mijn-toestemmingen", {"grants": "x"}),
    ("/mijn-toestemmingen/intrekken", {"grants": "x"}),
    ("/laat-een-mens-kijken", {"words": "help"}),
    ("/akkoord/x", PAYING),
    ("/mijn-regelingen/x/pauze", {"helped": "yes"}),
    ("/mijn-regelingen/x/stoppen", {}),
)


def token(person: Caller) -> str:
    return person.get("/wat-kunt-u-betalen").hidden("monthly_income")["csrf"]


def is_not_sent(page: Answer) -> None:
    assert page.status == 403
    assert page.heading == "Dit formulier is niet verstuurd"
    assert "Er is niets veranderd." in page.words


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=[path for path, _ in FORMS])
def test_a_form_that_is_not_ours_does_nothing(
    hub: RunningHub, noor: Caller, path: str, fields: Mapping[str, str]
) -> None:
    ours = {**fields, "csrf": token(noor), "once": "a-key-of-sixteen-x"}
    with calling(hub.url) as other:
        other.log_in("omar")
        is_not_sent(noor.send(path, {**ours, "csrf": token(other)}))
    for origin in (
        "https://elsewhere.example",
        "null",
        f"{hub.url}.elsewhere.example",
        hub.url.replace("http", "https"),
    ):
        is_not_sent(noor.send(path, ours, origin=origin))
    is_not_sent(noor.send(path, {**fields, "once": "x"}))
    is_not_sent(noor.send(path, {**ours, "csrf": ""}))
    address, mine = f"{hub.url}{path}", {"Origin": hub.url}
    for headers in ({}, {**mine, "Sec-Fetch-Site": "cross-site"}, {**mine, "Sec-Fetch-Site": "same-site"}):
        is_not_sent(Answer(noor.http.post(address, data=ours, headers=headers)))
    form = {**mine, "Content-Type": "application/x-www-form-urlencoded"}
    for content in (b"\xff\xfe=1", b"csrf=%ff", b"a" * 65_537, b"&".join([b"a=1"] * 201)):
        is_not_sent(Answer(noor.http.post(address, content=content, headers=form)))
    plain = {**mine, "Content-Type": "text/plain"}
    body = "&".join(f"{name}={value}" for name, value in ours.items())
    is_not_sent(Answer(noor.http.post(address, content=body, headers=plain)))
    json = {**mine, "Content-Type": "application/json"}
    is_not_sent(Answer(noor.http.post(address, content=body, headers=json)))


def test_the_same_form_twice_is_one_consent_and_one_arrangement(hub: RunningHub) -> None:
    with calling(hub.url) as person:
        person.log_in("milan", "/toestemming")
        person.fill_in("/mijn-toestemmingen", {}, "grants")
        agree = str(proposed(person).leads_to)
        sure = person.fill_in(agree, PAYING, "csrf")
        fields = {**sure.hidden(), "sure": "yes"}
        first, second = (person.send(agree, fields) for _ in range(2))
        listed = person.get("/mijn-regelingen")

        assert (first.status, first.leads_to) == (second.status, second.leads_to)
        assert first.leads_to is not None
        assert first.leads_to.startswith("/mijn-regelingen/")
        assert len(set(re.findall(r'href="(/mijn-regelingen/[^"/]+)"', listed.raw.text))) == 1
        again = person.get(agree)
        assert again.status in (200, 303, 404)
        assert person.send(agree, {**fields, "once": "another-key-16-chars"}).status == 409

    with calling(hub.url) as person:
        person.log_in("sem", "/toestemming")
        fields = {**person.get("/toestemming").hidden("agencies"), "agencies": "duo"}
        assert [person.send("/toestemming", fields).leads_to for _ in range(2)] == ["/overzicht"] * 2
        grants = person.get("/mijn-toestemmingen").raw.text.count('name="grants"')
        assert grants == 2  # to look, and to plan


def test_a_form_after_the_session_ended_says_so_and_the_page_comes_back_after_logging_in(hub: RunningHub) -> None:
    with calling(hub.url) as person:
        person.log_in("omar")
        page = person.get("/en/voorstel?x=1")
        hidden = page.hidden('value="propose"')
        assert page.status == 200
        person.http.post(f"{hub.url}/logout", data={"csrf": token(person)}, headers={"Origin": hub.url})

        late = person.send("/en/voorstel", {**hidden, "action": "propose"})
        back = person.get("/en/voorstel?x=1")
        assert (late.status, late.heading) == (401, "You are logged out")
        assert "Your form was not sent." in late.words
        assert 'href="/login?next=/en/voorstel"' in late.raw.text
        assert (back.status, back.leads_to) == (303, "/login?next=/en/voorstel%3Fx%3D1")
        assert person.log_in("omar", "/en/voorstel?x=1").status == 200
        is_late = person.send("/en/voorstel", {**hidden, "action": "propose"})  # the form of the session before
        assert is_late.status == 403


@contextmanager
def silent(hub: RunningHub, code: str) -> Iterator[None]:
    pid = next(stall.pid for stall in hub.street.stalls if stall.code == code)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def whole_again(person: Caller) -> str:
    """Give the overview once agencies that were silent before are asked again: the hub leaves them in peace."""
    ends_at = time.monotonic() + 30
    while "ten minste" in (words := person.get("/overzicht").words) and time.monotonic() < ends_at:
        time.sleep(1)
    return words


def test_an_agency_that_falls_silent_between_two_pages_keeps_anybody_from_agreeing(hub: RunningHub) -> None:
    with calling(hub.url) as person:
        person.log_in("noor")
        before = whole_again(person)
        with silent(hub, "cjib"):
            after = person.get("/overzicht").words
            proposal = person.get("/voorstel")
        assert "ten minste" not in before
        assert "ten minste" in after
        assert "Controleer dit voorstel" not in proposal.words


def test_an_agency_that_falls_silent_before_the_last_step_is_said_and_nothing_is_agreed_to(
    hub: RunningHub, noor: Caller, agreeing: str
) -> None:
    sure = noor.fill_in(agreeing, PAYING, "csrf")
    with silent(hub, "cjib"):
        page = noor.send(agreeing, {**sure.hidden(), "sure": "yes"})

    assert (page.status, page.heading) == (409, "Er is iets veranderd")
    assert "Niet iedereen gaf antwoord" in page.words
    assert "0800 0000" in page.words
    assert noor.get("/mijn-regelingen").raw.text.count('href="/mijn-regelingen/') <= 2


@pytest.mark.parametrize("path", ["/overzicht", "/wie-keek-er?weergave=organisaties", "/hulp", "/over"])
def test_the_other_language_is_the_same_page(noor: Caller, path: str) -> None:
    page = noor.get(path)
    assert f'href="/en{path}"' in page.raw.text
    assert f'href="{path}"' in noor.get(f"/en{path}").raw.text


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/%0d%0a",
        "javascript:alert(1)",
    ],
)
def test_logging_in_leads_nowhere_else(hub: RunningHub, wanted: str) -> None:
    with calling(hub.url) as person:
        page = person.log_in("noor", wanted)
        assert str(page.raw.url).startswith(f"{hub.url}/")
        assert "a" not in person.http.cookies


@pytest.mark.parametrize("path", ["/", "/overzicht", "/voorstel", "/static/theme.css"])
def test_a_head_is_answered_like_the_page(noor: Caller, path: str) -> None:
    head = noor.http.head(f"{noor.site}{path}")
    assert (head.status_code, head.content) == (200, b"")
