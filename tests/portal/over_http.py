"""Somebody before the portal without a browser: follows the log-in, reads forms, sends them. Real HTTP."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx2

_FORM: Final = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_HEADING: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it came."""

    raw: httpx2.Response

    @property
    def status(self) -> int:
        return self.raw.status_code

    @property
    def heading(self) -> str:
        return said(_HEADING.findall(self.raw.text)[0])

    @property
    def words(self) -> str:
        """What can be read, with ordinary spaces."""
        return said(self.raw.text)

    @property
    def leads_to(self) -> str | None:
        return self.raw.headers.get("location")

    def hidden(self, naming: str = "") -> dict[str, str]:
        """Give the hidden fields of the first form of the page's own in which this text stands."""
        for form in _FORM.findall(self.raw.text):
            if naming in form and 'action="/logout"' not in form:
                return {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
        raise AssertionError("no such form")


def said(markup: str) -> str:
    """Give the words of markup."""
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub(" ", markup)).replace("\u00a0", " ")).strip()


@dataclass(frozen=True, slots=True)
class Caller:
    """One person with one jar of cookies."""

    site: str
    http: httpx2.Client

    def log_in(self, persona: str, next_path: str = "/overzicht", *, acting_for: str = "") -> Answer:
        """Log in at the demo's issuer; ends where one wanted to go."""
        asked = self.http.get(f"{self.site}/login", params={"next": next_path}, follow_redirects=True)
        page = Answer(asked)
        issuer = html.unescape(re.findall(r'action="([^"]+)"', asked.text)[0])
        answer = self.http.post(issuer, data={**page.hidden(), "persona": persona, "represented": acting_for})
        answer = self.http.get(answer.headers["location"])
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def get(self, path: str, **headers: str) -> Answer:
        return Answer(self.http.get(f"{self.site}{path}", headers=headers))

    def send(self, path: str, fields: Fields, *, origin: str | None = None) -> Answer:
        """Send a form as our own page would, unless told that it comes from elsewhere."""
        return Answer(self.http.post(f"{self.site}{path}", data=fields, headers={"Origin": origin or self.site}))

    def fill_in(self, path: str, fields: Fields, naming: str = "") -> Answer:
        """Open a page, and send its form (the one in which a text stands) with these fields."""
        return self.send(path, {**self.get(path).hidden(naming), **fields})


@contextmanager
def calling(site: str) -> Iterator[Caller]:
    with httpx2.Client(timeout=30, trust_env=False) as http:
        yield Caller(site, http)
