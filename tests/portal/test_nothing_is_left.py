"""After a visit without an agreement nothing of it is left: in the database, logs, files, or in the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from portal.arrangements import portal_alone
from portal.test_whole_journey import told_of_the_household
from portal.walking import walking
from running_hub import PERSONAS, RunningHub

pytestmark = pytest.mark.leaks("the log-in of the demo puts codes into addresses")

AMOUNT = re.compile(r"€\s?([\d.]+,\d\d)")

STORED = """async () => {
  const databases = indexedDB.databases ? await indexedDB.databases() : [];
  const caches_ = 'caches' in window ? await caches.keys() : [];
  return {local: localStorage.length, session: sessionStorage.length, databases: databases.length,
          caches: caches_.length, cookie: document.cookie};
}"""

KEY_FILES = (".jwk", ".toml", ".json", ".pem")
"""What the operator put there; nothing of a visit."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningHub, str, Path]]:
    """A hub and a portal in processes of their own: two databases, two logs."""
    folder = tmp_path_factory.mktemp("left")
    with portal_alone(folder) as (hub, site):
        yield hub, site, folder


def written(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix not in KEY_FILES:
            yield file, file.read_bytes()


def spellings(amount: str) -> set[bytes]:
    """An amount as it is shown, and as programs write it; short numbers come up by chance and are left out."""
    cents = re.sub(r"\D", "", amount)
    plain = f"{int(cents) // 100}.{cents[-2:]}"
    return {text.encode() for text in (amount, plain, str(int(cents))) if len(text) >= 6}


def test_after_a_visit_without_an_agreement_nothing_of_it_is_left(
    served: tuple[RunningHub, str, Path], browser: Browser
) -> None:
    hub, site, folder = served
    hub.consent("noor")
    shown: set[str] = set()
    with walking(browser, site) as walker:
        page, kept = walker.page, []
        page.on("response", lambda answer: kept.append((answer.url, answer.headers.get("cache-control", ""))))
        walker.log_in("noor")
        for path in ("/overzicht", "/voorstel", "/vergelijk", "/wie-keek-er"):
            walker.go(path)
            shown.update(AMOUNT.findall(walker.text))
        walker.go("/vergelijk")
        page.fill("input[name=lump_sum]", "1487,35")
        walker.press("Laat zien wat er verandert")
        assert "U betaalt eerst € 1.487,35" in walker.text
        shown.update(AMOUNT.findall(walker.text))
        walker.go("/wat-kunt-u-betalen")
        told_of_the_household(walker)
        walker.press("Reken uit")
        shown.update(AMOUNT.findall(walker.text))
        walker.go("/voorstel")
        shown.update(AMOUNT.findall(walker.text))

        assert page.evaluate(STORED) == {"local": 0, "session": 0, "databases": 0, "caches": 0, "cookie": ""}
        assert all(each["httpOnly"] for each in page.context.cookies())
        of_pages = [(url, said) for url, said in kept if url.startswith(site) and "/static/" not in url]
        of_files = [(url, said) for url, said in kept if "/static/" in url]
        assert [each for each in of_pages if each[1] != "no-store"] == []
        assert {said for _, said in of_files} == {"public, max-age=31536000, immutable"}
        walker.press("Uitloggen")
        assert not [each for each in page.context.cookies() if each["name"] == "hub"]

    bsn = str(PERSONAS["noor"].bsn).encode()
    wanted = {spelling for amount in shown for spelling in spellings(amount)}
    files = list(written(folder))
    assert len(wanted) > 10
    assert {file.name for file, _ in files} >= {"hub.db", "portal.db", "hub.log", "portal.log"}
    left = [(file.name, spelling) for file, content in files for spelling in (*wanted, bsn) if spelling in content]
    assert left == []


def test_the_search_finds_what_lies_open(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"x390361y")
    ((_, content),) = written(tmp_path)
    assert any(each in content for each in spellings("3.903,61"))
