"""The building blocks of the portal in a real browser: for everybody, at every width, with and without JavaScript."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect
from portal.accessibility import looked_at
from portal.browser import WIDTHS, visiting
from portal.kitchen_sink import NAMES, served

# 1.4.12: what somebody may set, and must not lose anything by.
TEXT_SPACING: Final = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
  `);
  document.adoptedStyleSheets = [sheet];
"""

# Every visible thing to press; a link inside a sentence is excepted (2.5.8).
SMALL_TARGETS: Final = """() =>
  [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility() && !one.closest(".nl-skip-link, p.nl-paragraph"))
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([html]) => html)
"""

# Words that a box of fixed size cuts off.
CUT_OFF: Final = """() =>
  [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.closest("svg, select, input, textarea, pre, .er-hidden, thead"))
    .filter((one) => getComputedStyle(one).overflow !== "visible" && one.tagName !== "PROGRESS")
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 90))
"""

RING: Final = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return [one.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Mapping[int, Page]]:
    """A window of each width, with JavaScript, for what leaves nothing behind when another page comes."""
    with ExitStack() as opened:
        yield {width: opened.enter_context(visiting(browser, width=width)) for width in WIDTHS}


def _overflow(page: Page) -> int:
    """How far the page can be pushed sideways, in pixels."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(windows: Mapping[int, Page], url: str, name: str, width: int) -> None:
    page = windows[width]
    page.goto(f"{url}/{name}")
    found = looked_at(page)

    assert len(found["passes"]) > 15
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_pushes_a_page_sideways(browser: Browser, url: str, *, name: str, scripts: bool) -> None:
    with visiting(browser, width=320, scripts=scripts) as page:
        page.goto(f"{url}/{name}")

        assert _overflow(page) == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_wider_spacing_of_text_loses_nothing(windows: Mapping[int, Page], url: str, name: str, width: int) -> None:
    page = windows[width]
    page.goto(f"{url}/{name}")
    page.evaluate(TEXT_SPACING)

    assert page.locator("p").first.evaluate("one => getComputedStyle(one).letterSpacing") != "normal"
    assert _overflow(page) == 0
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_pressed_is_large_enough(windows: Mapping[int, Page], url: str, name: str, width: int) -> None:
    page = windows[width]
    page.goto(f"{url}/{name}")

    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("forced_colors", [False, True], ids=["own colours", "forced colours"])
@pytest.mark.parametrize("name", NAMES)
def test_whatever_has_the_focus_shows_it(browser: Browser, url: str, *, name: str, forced_colors: bool) -> None:
    with visiting(browser, forced_colors=forced_colors, scripts=True) as page:
        page.goto(f"{url}/{name}")
        page.locator("body").evaluate("() => document.activeElement.blur()")
        rings: list[list[Any]] = []
        while not rings or page.evaluate("document.activeElement !== document.body"):
            page.keyboard.press("Tab")
            rings.append(page.evaluate(RING))

    rings.pop()
    assert len(rings) > 10
    assert [ring for ring in rings if ring[1] != "solid" or ring[2] < 2] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_nothing_of_others_and_breaks_no_policy(browser: Browser, url: str, name: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    with visiting(browser) as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{url}/{name}", wait_until="networkidle")

        assert page.evaluate("document.fonts.check('1rem \"Noto Sans\"')")

    assert said == []
    assert any(address.endswith(".woff2") for address in asked)
    assert [address for address in asked if not address.startswith(f"{url}/")] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_first_step_with_the_keyboard_skips_to_the_content(browser: Browser, url: str, name: str) -> None:
    with visiting(browser, scripts=False) as page:
        page.goto(f"{url}/{name}")
        page.keyboard.press("Tab")

        expect(page.locator(".nl-skip-link")).to_be_focused()
        expect(page.locator(".nl-skip-link")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_row_of_a_table_is_a_card_where_it_is_narrow_and_stays_a_row(windows: Mapping[int, Page], url: str) -> None:
    page = windows[320]
    page.goto(f"{url}/overview")
    row = page.get_by_role("row", name="Hoofdsom")

    expect(row.get_by_role("cell")).to_have_count(4)
    expect(page.get_by_role("columnheader", name="Nog open")).to_have_count(1)
    assert row.evaluate("one => getComputedStyle(one).display") == "block"


def test_refusing_is_as_large_as_accepting(windows: Mapping[int, Page], url: str) -> None:
    for page in windows.values():
        page.goto(f"{url}/proposal")
        ways = page.locator(".er-equal-choice .nl-button")
        sizes = [ways.nth(place).bounding_box() for place in range(ways.count())]
        looks = [
            ways.nth(place).evaluate(
                "(one, wanted) => wanted.map((name) => getComputedStyle(one)[name])",
                ["color", "backgroundColor", "borderColor", "fontSize", "fontWeight"],
            )
            for place in range(ways.count())
        ]

        assert len(sizes) == 3
        assert len({(round(size["width"]), round(size["height"])) for size in sizes if size}) == 1
        assert len({tuple(look) for look in looks}) == 1


def test_on_paper_there_is_nothing_to_press_and_amounts_are_in_line(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{url}/overview")
        page.emulate_media(media="print")

        for gone in (".er-navigation", ".er-languages", ".er-footer__columns", "[data-print]"):
            expect(page.locator(gone)).to_be_hidden()
        expect(page.locator(".er-demo")).to_be_visible()
        expect(page.get_by_text("Een voorstel bewaren wij 14 dagen")).to_be_visible()
        assert page.locator("td.utrecht-table__cell--numeric-data").first.evaluate(
            "one => getComputedStyle(one).textAlign"
        ) in {"right", "end"}


def test_nothing_moves_for_who_does_not_want_it(browser: Browser, url: str) -> None:
    turning = "one => getComputedStyle(one).animationName"
    for reduced_motion, expected in ((True, "none"), (False, "er-turn")):
        with visiting(browser, reduced_motion=reduced_motion) as page:
            page.goto(f"{url}/overview")

            assert page.locator(".er-loading__dots").evaluate(turning) == expected


# ── With JavaScript ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_slider_and_field_move_together(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{url}/form")
        field = page.get_by_label("Welk bedrag per maand kunt u missen?")
        slider = page.get_by_role("slider")

        expect(slider).to_have_value("145")
        slider.press("ArrowRight")
        expect(field).to_have_value("150")
        expect(slider).to_have_attribute("aria-valuetext", "€\N{NO-BREAK SPACE}150")
        field.fill("200")
        expect(slider).to_have_value("200")
        field.fill("veel")
        expect(slider).to_have_value("200")
        expect(field).to_have_value("veel")


def test_an_amount_is_read_as_people_write_it(browser: Browser, url: str) -> None:
    written = {"85": 85, "€ 85": 85, "85,5": 85.5, "85.50": 85.5, "1.240": 1240, "1,240": 1240, "1.240,50": 1240.5}
    wrong = dict.fromkeys(("", "veel", "-5", "1.2.3", "1,24,0", "12.34.567"))
    with visiting(browser) as page:
        page.goto(f"{url}/overview")
        read = page.evaluate(
            """async (texts) => {
              const { amountOf } = await import("/static/js/sliders.js");
              const orNone = (amount) => (isNaN(amount) ? null : amount);
              return texts.map((text) => [text, orNone(amountOf(text))]);
            }""",
            [*written, *wrong],
        )

    assert dict(read) == written | wrong


def test_without_javascript_there_is_a_field_and_nothing_that_does_not_work(browser: Browser, url: str) -> None:
    with visiting(browser, scripts=False) as page:
        page.goto(f"{url}/form")

        expect(page.get_by_label("Welk bedrag per maand kunt u missen?")).to_be_visible()
        expect(page.locator("[type=range]")).to_be_hidden()
        page.goto(f"{url}/overview")
        expect(page.locator("[data-print]")).to_be_hidden()
        page.locator("#bewaren summary").click()
        expect(page.get_by_text("Een voorstel bewaren wij 14 dagen")).to_be_visible()


def test_mistakes_get_the_focus_and_lead_to_their_fields(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{url}/form")
        summary = page.get_by_role("alert").filter(has_text="Er gaat iets mis")

        expect(summary).to_be_focused()
        for words, field in (("Vul uw inkomen in", "inkomen"), ("Kies hoe u woont", "wonen"), ("Vink aan", "akkoord")):
            summary.get_by_role("link", name=words).click()
            expect(page.locator(f"#{field}")).to_be_focused()
        expect(page.locator("#inkomen")).to_have_accessible_description(
            "Uw loon of uitkering, na aftrek van belasting. Vul uw inkomen in, bijvoorbeeld 1450"
        )


def test_what_was_folded_out_is_so_again_on_the_way_back(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{url}/overview")
        page.locator("#bewaren summary").click()
        page.locator("#waarom summary").click()
        expect(page.locator("#bewaren")).to_have_attribute("open", "")
        page.wait_for_function("history.state?.disclosures?.waarom === false && history.state.disclosures.bewaren")
        page.goto(f"{url}/form")
        page.go_back()

        expect(page.locator("#bewaren")).to_have_attribute("open", "")
        expect(page.locator("#waarom")).not_to_have_attribute("open", "")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_link_into_what_is_folded_away_folds_it_out(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{url}/overview#bewaren")

        expect(page.locator("#bewaren")).to_have_attribute("open", "")


def test_the_print_button_prints(browser: Browser, url: str) -> None:
    with visiting(browser) as page:
        page.add_init_script("window.print = () => { document.title = 'printed'; }")
        page.goto(f"{url}/overview")
        page.get_by_role("button", name="Deze pagina printen").click()

        expect(page).to_have_title("printed")
