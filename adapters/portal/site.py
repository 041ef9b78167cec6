"""What all pages share: texts, templates, the hub, and what whoever runs the portal decided."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.portal.audience import CITIZEN
from adapters.portal.behind import Behind
from adapters.portal.counters import Counters
from adapters.portal.demo import DemoTools
from adapters.portal.hub import Hub
from adapters.portal.texts import LANGUAGES, Texts

STATIC: Final = files("adapters.portal") / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """Whom a person can call today."""

    name: str
    phone: str
    name_en: str | None = None

    def called(self, language: str) -> str:
        """Give the name in a language; a name that was given in Dutch only stands everywhere."""
        return (self.name_en if language == "en" else None) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One portal, for one audience (`adapters.portal.audience`).

    `pages` are those it has, by name. `origin` is the address that browsers see, `provider` where a log-out leads on
    to. `today` gives the day that it is for the hub. `behind` and `tools` are there in a demo only: pages then show
    what was asked, and one of them moves the demo.
    """

    origin: str
    provider: str | None
    is_demo: bool
    helpers: Helpers
    today: Callable[[], date] = field(repr=False)
    hub: Hub = field(repr=False)
    texts: Mapping[str, Texts] = field(repr=False)
    templates: Environment = field(repr=False)
    counters: Counters
    audience: str = CITIZEN
    pages: Collection[str] = ()
    behind: Behind | None = None
    tools: DemoTools | None = None

    def macro(self, template: str, name: str) -> Callable[..., Markup]:
        """Give a piece of a page, to be made by itself."""
        made: Callable[..., Markup] = getattr(self.templates.get_template(template).module, name)
        return made


def site(  # noqa: PLR0913 what whoever joins a portal decides, each by its name
    *,
    hub: Hub,
    origin: str,
    provider: str | None,
    is_demo: bool,
    helpers: Helpers,
    today: Callable[[], date],
    counters: Counters | None = None,
    audience: str = CITIZEN,
    tools: DemoTools | None = None,
) -> Site:
    """Make a portal's site. `tools` count in a demo only."""
    return Site(
        origin=origin,
        provider=provider,
        is_demo=is_demo,
        helpers=helpers,
        today=today,
        hub=hub,
        texts=_texts(),
        templates=_templates(),
        counters=Counters() if counters is None else counters,
        audience=audience,
        behind=Behind() if is_demo else None,
        tools=tools if is_demo else None,
    )


@cache
def _templates() -> Environment:
    """Templates, which every portal of a process compiles once."""
    made = Environment(
        loader=PackageLoader("adapters.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    return made


@cache
def _texts() -> Mapping[str, Texts]:
    """Every sentence, by language, read once."""
    return {language: Texts.read(language) for language in LANGUAGES}


@cache
def static(name: str) -> str:
    """Give the address of a file that never changes under that address."""
    content = STATIC.joinpath(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:16]}"
