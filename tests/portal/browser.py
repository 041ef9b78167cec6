"""A real browser for the tests of the portal: found on the machine, started quietly, one fresh context per question."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS: Final = (320, 1280)
"""The narrowest that WCAG asks for (1.4.10, a 1280 px window at 400 %), and an ordinary screen."""

_QUIET: Final = (
    "--no-sandbox",  # in a container the tests run as root, where the sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # A browser that calls home would look up names, and a test talks to loopback only.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine; the message says how to get one."""


def chromium() -> str:
    """Give the path of Chromium: the one that `HUB_CHROMIUM` names, or the machine's own."""
    found = os.environ.get("HUB_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise NoBrowser(
            "The tests of the portal need Chromium: `apt-get install chromium`, or name it in HUB_CHROMIUM."
        )
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium without a window; stop it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*_QUIET])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 900,
    language: str = "nl",
    scripts: bool = True,
    forced_colors: bool = False,
    reduced_motion: bool = True,
) -> Iterator[Page]:
    """Open an empty page as somebody new: no cookies, this width, this language, JavaScript on or off."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        locale={"nl": "nl-NL", "en": "en-GB"}[language],
        timezone_id="Europe/Amsterdam",
        java_script_enabled=scripts,
        forced_colors="active" if forced_colors else "none",
        reduced_motion="reduce" if reduced_motion else "no-preference",
        bypass_csp=False,
    )
    try:
        yield context.new_page()
    finally:
        context.close()
