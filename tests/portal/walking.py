"""A person before the portal: logs in as a persona of the demo, goes to pages, fills in and presses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page
from portal.browser import WIDTHS, visiting

PREFIXES = {"nl": "", "en": "/en"}


@dataclass(slots=True)
class Walker:
    """One person. `strangers` are addresses elsewhere that the browser asked for, `said` what it complained of."""

    site: str
    page: Page
    language: str = "nl"
    strangers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))

    def log_in(self, persona: str, *, acting_for: str | None = None) -> None:
        """Log in at the demo's issuer; ends on the overview."""
        self.go("/")
        self.page.locator("a[href^='/login']").first.click()
        self.page.select_option("#persona", persona)
        if acting_for is not None:
            self.page.select_option("#represented", acting_for)
        self.page.locator("button[type=submit]").click()

    def go(self, path: str) -> int:
        """Go to a page by its Dutch address, in this person's language; give the status."""
        answer = self.page.goto(f"{self.site}{PREFIXES[self.language]}{path}")
        assert answer is not None
        return answer.status

    def widths(self) -> Iterator[int]:
        """Look at the page in a narrow window, and in an ordinary one."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            yield width

    def tick(self, name: str, value: str) -> None:
        """Tick a box or a choice, by its words: the whole card can be pressed."""
        box = self.page.locator(f"input[name={name}][value='{value}']")
        self.page.locator(f"label[for='{box.get_attribute('id')}']").click()

    def press(self, name: str) -> None:
        """Press a button, by the words on it."""
        self.page.get_by_role("button", name=name, exact=False).first.click()

    @property
    def path(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """What can be read on the page, with ordinary spaces, once all of it is there."""
        self.page.wait_for_load_state("domcontentloaded")
        return self.page.locator("body").inner_text().replace("\u00a0", " ")

    def _note(self, url: str) -> None:
        if not url.startswith((self.site, "data:")):
            self.strangers.append(url)


@contextmanager
def walking(
    browser: Browser, site: str, *, language: str = "nl", width: int = 1280, scripts: bool = True
) -> Iterator[Walker]:
    """Let somebody new come to the site."""
    with visiting(browser, width=width, language=language, scripts=scripts) as page:
        yield Walker(site=site, page=page, language=language)
