"""What stands around every page: names, languages, navigation, footer, in the shape that `layout.html` takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.portal.audience import Audience
from adapters.portal.texts import LANGUAGES, Texts
from adapters.portal.visitor import Visitor
from adapters.portal.worker import OpenCase

WORDS: Final = (
    "skip_link",
    "language_label",
    "navigation_label",
    "footer_label",
    "brand",
    "brand_about",
    "demo_label",
    "demo_text",
    "log_in",
    "log_out",
    "footer_closing",
    "breadcrumb_label",
)

UNDER: Final = {
    "debt": "overview",
    "dispute": "overview",
    "means": "proposal",
    "agree": "proposal",
    "proposal_letter": "proposal",
    "opt_in": "proposal",
    "compare": "proposal",
    "plan": "plans",
    "terms": "plans",
    "change": "plans",
    "change_check": "plans",
    "pay": "plans",
    "pause": "plans",
    "stop": "plans",
    "letter": "plans",
    "permission": "permissions",
    "withdraw": "permissions",
    "narrow": "permissions",
    "request": "permissions",
    "mandates": "permissions",
    "erase": "permissions",
    "review": "help",
    "acting": "help",
    "dialogue": "help",
    "work_review": "work_queue",
    "work_dispute": "work_client",
}
"""Pages that stand below one of the menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the frame of a page is made from. `to` gives addresses of pages, `here` this page in each language."""

    page: str
    language: str
    texts: Texts
    visitor: Visitor | None
    is_demo: bool
    has_console: bool
    audience: Audience
    to: Callable[[str], str]
    here: Callable[[str], str]
    login: str


def frame(around: Around) -> Mapping[str, Any]:
    """Give what the layout needs."""
    t, who = around.texts, around.visitor
    here = UNDER.get(around.page, around.page)
    menu = [
        {"text": t(f"menu.{name}"), "href": around.to(name), "current": name == here} for name in around.audience.menu
    ]
    links = [{"text": t(f"menu.{name}"), "href": around.to(name)} for name in around.audience.footer]
    return {
        "texts": {word: t(f"frame.{word}") for word in WORDS},
        "paths": {"start": around.to("start"), "log_in": around.login, "log_out": "/logout"},
        "languages": [
            {
                "code": code,
                "name": t(f"frame.name_{code}"),
                "href": around.here(code),
                "current": code == around.language,
            }
            for code in LANGUAGES
        ],
        "navigation": menu if who else [],
        "footer": [{"title": t("frame.footer_title"), "links": links}],
        "signed_in": {"who": t("frame.for_somebody") if who.represents else ""} if who else None,
        "acting": _acting(around) if who and who.represents else _case(around),
        "csrf": who.form_token if who else "",
        "is_demo": around.is_demo,
        "console": {"text": t("frame.console"), "href": around.to("console")} if around.has_console else None,
    }


def _acting(around: Around) -> Mapping[str, Any]:
    """Say on every page for whom somebody acts: by name, where the log-in told it."""
    t, whom = around.texts, around.visitor.whom if around.visitor else None
    return {
        "label": t("acting.title"),
        "text": t("acting.for", name=whom) if whom else t("acting.for_nameless"),
        "more": {"text": t("acting.what_you_may"), "href": around.to("acting")},
    }


def _case(around: Around) -> Mapping[str, Any] | None:
    """Say on every page of a worker in which case they look, by its number and no name."""
    case = OpenCase.kept(around.visitor)
    if case is None:
        return None
    t = around.texts
    return {
        "label": t("work.open"),
        "text": t("work.banner", number=case.number, reason=t(f"work.reason.{case.reason.value}")),
        "more": {"text": t("work.to_close"), "href": around.to("work")},
    }
