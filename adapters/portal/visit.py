"""One request for one page: who asks, in which language, and what the page is made with."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.portal import paths
from adapters.portal.audience import AUDIENCES, Audience
from adapters.portal.behind import Asked
from adapters.portal.client import HubClient
from adapters.portal.form import Form
from adapters.portal.frame import Around, frame
from adapters.portal.hub import HubFault, Trouble
from adapters.portal.site import Site
from adapters.portal.texts import Texts
from adapters.portal.visitor import Visitor

FORM: Final = "application/x-www-form-urlencoded"

LARGEST_FORM: Final = 65_536
"""Largest form that is read (bytes)."""

MOST_FIELDS: Final = 200


class NotOurForm(Exception):
    """A form that did not come from a page of ours, or is none. Nothing was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request. `page` names the page in `paths.PATHS`, `asked` is what the hub was asked so far, in a demo."""

    site: Site
    page: str
    language: str
    request: Request = field(repr=False)
    visitor: Visitor | None = field(repr=False)
    asked: list[Asked] = field(default_factory=list, repr=False)

    @property
    def texts(self) -> Texts:
        return self.site.texts[self.language]

    @property
    def audience(self) -> Audience:
        """Whom this portal serves."""
        return AUDIENCES[self.site.audience]

    @property
    def who(self) -> Visitor:
        """Whoever is logged in. Raises HubFault where that is nobody."""
        if self.visitor is None:
            raise HubFault(Trouble.SIGNED_OUT)
        return self.visitor

    @property
    def hub(self) -> HubClient:
        """What can be asked of the hub, in this person's name."""
        return self.site.hub.client(self.who, self.language, None if self.site.behind is None else self.asked.append)

    @property
    def parts(self) -> Mapping[str, str]:
        """The parts of the address that stand for something, like an id."""
        return self.request.path_params

    def to(self, page: str, /, **parts: str) -> str:
        """Give the address of another page in this language."""
        return paths.to(page, self.language, **parts)

    def here(self, language: str | None = None) -> str:
        """Give the address of this page, also in another language, with what was asked for in it."""
        path = paths.to(self.page, language or self.language, **self.parts)
        query = self.request.url.query
        return f"{path}?{query}" if query and self.request.method == "GET" else path

    def shown(
        self, template: str | None = None, *, status: int = HTTPStatus.OK, title: str | None = None, **values: object
    ) -> Response:
        """Answer with the page. Its title is the text `PAGE.title`, or another key's; a slip is told before it."""
        return HTMLResponse(self.made(template, title=title, **values), status)

    def made(self, template: str | None = None, *, title: str | None = None, **values: object) -> str:
        """Make the page."""
        name = template or self.page
        form = values.get("form")
        heading = self.texts(title or f"{name}.title")
        before = f"{self.texts('frame.slip')} " if isinstance(form, Form) and form.errors else ""
        return self.site.templates.get_template(f"pages/{name}.html").render(
            visit=self,
            t=self.texts,
            to=self.to,
            home=self.audience.home,
            helpers=self.site.helpers,
            page={
                "title": f"{before}{heading} – {self.texts('frame.brand')}",
                "heading": heading,
                "language": self.language,
            },
            **self._frame(),
            behind=self._behind(),
            **{"once": secrets.token_urlsafe(16), **values},
        )

    def _behind(self) -> list[Asked]:
        """Give what lies behind this page, what the form before it asked first. In production: nothing."""
        return [] if self.site.behind is None else [*self.site.behind.taken(self.visitor), *self.asked]

    def _frame(self) -> Mapping[str, object]:
        return frame(
            Around(
                page=self.page,
                language=self.language,
                texts=self.texts,
                visitor=self.visitor,
                is_demo=self.site.is_demo,
                has_console=self.site.tools is not None,
                audience=self.audience,
                to=self.to,
                here=self.here,
                login=self.login(),
            )
        )

    def onward(self, page: str, /, **parts: str) -> Response:
        """Send the browser on to another page, by GET: sending a form twice does not happen by reloading."""
        return self._sent_to(self.to(page, **parts))

    def again(self) -> Response:
        """Send the browser to this page by GET, with what was asked for in its address."""
        path, query = paths.to(self.page, self.language, **self.parts), self.request.url.query
        return self._sent_to(f"{path}?{query}" if query else path)

    def _sent_to(self, address: str) -> Response:
        if self.site.behind is not None:
            self.site.behind.keep(self.visitor, self.asked)
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    def to_login(self) -> Response:
        """Send the browser to the log-in, and back here afterwards."""
        return RedirectResponse(self.login(), HTTPStatus.SEE_OTHER)

    def login(self) -> str:
        """Give the address of the log-in that leads back here, or from the first page to where one begins."""
        wanted = self.to(self.audience.home) if self.page == "start" else self.here()
        return f"/login?next={quote(wanted, safe='/')}"

    async def form(self) -> Form:
        """Read what was sent. Raises NotOurForm where another site sent it, or where it is too long or no form."""
        form = await self.open_form()
        if self.visitor is None or not hmac.compare_digest(form.typed("csrf"), self.visitor.form_token):
            raise NotOurForm
        return form

    async def open_form(self) -> Form:
        """Read what was sent from a page that needs no log-in. Raises NotOurForm as `form` does."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM or not self._is_same_origin():
            raise NotOurForm
        try:
            sent = parse_qsl(
                (await self._body()).decode("utf-8"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        except ValueError:
            raise NotOurForm from None
        return Form(FormData([*sent]))

    async def _body(self) -> bytes:
        content = b""
        async for piece in self.request.stream():
            content += piece
            if len(content) > LARGEST_FORM:
                raise NotOurForm
        return content

    def _is_same_origin(self) -> bool:
        """Say whether a page of ours sent it: by Origin and, where a browser hides that, by what it saw itself."""
        origin, seen = self.request.headers.get("origin"), self.request.headers.get("sec-fetch-site")
        if seen not in (None, "same-origin"):
            return False
        return origin == self.site.origin or (origin in (None, "null") and seen == "same-origin")
