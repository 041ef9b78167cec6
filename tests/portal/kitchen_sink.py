"""Pages with every building block of the portal and fictitious texts, on loopback, under the portal's own policy."""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from sources import ROOT

PORTAL: Final = ROOT / "adapters/portal"
STATIC: Final = PORTAL / "static"
PARTS: Final = PORTAL / "templates/parts"
PAGES: Final = Path(__file__).parent / "look/pages"
NAMES: Final = sorted(path.stem for path in PAGES.glob("*.html"))

POLICY: Final = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'"

_TEXTS: Final = {
    "skip_link": "Ga naar de inhoud",
    "language_label": "Taal",
    "navigation_label": "Onderdelen",
    "breadcrumb_label": "U bent hier",
    "footer_label": "Meer over deze website",
    "brand": "Eén Regeling",
    "brand_about": "naar de startpagina",
    "demo_label": "Dit is een demo",
    "demo_text": "Dit is een demo met verzonnen gegevens. Het is geen website van de overheid.",
    "log_in": "Inloggen",
    "log_out": "Uitloggen",
    "footer_closing": "Eén Regeling laat zien hoe één betalingsregeling eruit kan zien.",
}

_AROUND: Final = {
    "texts": _TEXTS,
    "paths": {"start": "/overview", "log_in": "#log-in", "log_out": "#log-out"},
    "languages": [
        {"code": "nl", "name": "Nederlands", "href": "#nl", "current": True},
        {"code": "en", "name": "English", "href": "#en"},
    ],
    "navigation": [
        {"text": "Overzicht", "href": "/overview", "current": True},
        {"text": "Mijn regeling", "href": "/proposal"},
        {"text": "Wie keek er mee?", "href": "#wie"},
        {"text": "Toestemming", "href": "/form"},
    ],
    "footer": [
        {
            "title": "Hulp",
            "links": [{"text": "Bel ons", "href": "#bel"}, {"text": "Hulp van uw gemeente", "href": "#hulp"}],
        },
        {
            "title": "Over deze website",
            "links": [{"text": "Toegankelijkheid", "href": "#a"}, {"text": "Privacy", "href": "#p"}],
        },
    ],
    "csrf": "token",
    "is_demo": True,
}

_TITLES: Final = {"overview": "Uw schulden", "form": "Wat kunt u betalen?", "proposal": "Klopt uw plan?"}


@cache
def environment() -> Environment:
    """Templates as strict as they can be: a name that nobody gives is a fault."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(PAGES), FileSystemLoader(PORTAL / "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = lambda path: f"/static/{path}"
    return made


@cache
def rendered(name: str) -> str:
    page = {"title": f"{_TITLES[name]} – Eén Regeling", "heading": _TITLES[name], "language": "nl"}
    signed_in = None if name == "form" else {"who": "Ingelogd als Zoë"}
    made = environment().get_template(f"{name}.html").render(_AROUND, page=page, signed_in=signed_in)
    return made.replace("€ ", "€\N{NO-BREAK SPACE}")  # as amounts come from the formatter


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            self._answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        elif path.strip("/") in NAMES:
            self._answer(rendered(path.strip("/")).encode(), "text/html; charset=utf-8")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked stands in the test."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages; give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
