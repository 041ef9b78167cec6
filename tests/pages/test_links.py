"""Whoever follows a link of the documentation arrives, and every page is reached from where readers begin."""

from pages.pages import DOCS, headings, links, pages
from sources import ROOT

# Records of what was tried, and words of the house: reached from elsewhere, or by whoever looks for them.
APART = {"template.md"}


def test_every_link_leads_to_a_file_that_is_there() -> None:
    broken = [
        f"{page.relative_to(ROOT)} -> {target.relative_to(ROOT)}"
        for page in pages()
        for target, _ in links(page)
        if not target.exists()
    ]

    assert broken == []


def test_every_link_to_a_heading_finds_it() -> None:
    broken = [
        f"{page.relative_to(ROOT)} -> {target.name}#{heading}"
        for page in pages()
        for target, heading in links(page)
        if heading and target.suffix == ".md" and heading not in headings(target)
    ]

    assert broken == []


def test_no_page_of_the_site_leads_to_one_outside_it() -> None:
    outside = [
        f"{page.relative_to(ROOT)} -> {target.relative_to(ROOT)}"
        for page in pages()
        for target, _ in links(page)
        if DOCS in page.parents and target.suffix == ".md" and DOCS not in target.parents
    ]

    assert outside == []


def test_every_page_is_reached_from_the_first_one() -> None:
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            waiting += [target for target, _ in links(page) if target.suffix == ".md" and DOCS in target.parents]

    assert [page.name for page in pages() if DOCS in page.parents and page not in seen and page.name not in APART] == []
