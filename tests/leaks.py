"""A plugin: a test fails when a test number, an account number or a token got into a log, or lies open in a database.

Looked at, for every test: what was logged in the test's process, before any filter; what it and the processes that it
started (hubs, agencies) wrote on standard output and error; every database file and log file in its folder; and by the
fixtures of `databases` every database in memory and on PostgreSQL. At the end of the session: the folders that belong
to no single test.

Not looked at: what a test captures itself (`hub token` prints a token, `hub simulate` and `hub demo` print fictitious
people: that is data on standard output, which somebody asked for), and configuration and key files. A test that writes
such a thing on purpose says so: `@pytest.mark.leaks("why")`.

Standard library only: this is loaded for `make core` too, and it shares no code with the filter that it checks.
"""

import base64
import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

NUMBER = re.compile(rb"(?<![0-9])99999[0-9]{4}(?![0-9])")
ACCOUNT = re.compile(rb"NL[0-9]{2}[A-Z]{4}[0-9]{10}")
SIGNED = re.compile(rb"(?=(eyJ[A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]{8,})")
PRESENTED = re.compile(rb"(?i:bearer|dpop) +[A-Za-z0-9._~+/=-]{20,}")
DIGEST = re.compile(rb"[0-9a-f]{32,}")
"""Nine digits of a number come up in long hexadecimal texts by chance."""

LOOKED_INTO = re.compile(r"\.(?:db|log|sqlite3?)(?:-\w+)?$")
FOUND = pytest.StashKey[list[str]]()
SEEN = pytest.StashKey[set[Path]]()
LEFT = pytest.StashKey[list[str]]()


def found(content: bytes | str) -> list[str]:
    """Name what lies open in it: kinds only, the values themselves would leak once more."""
    octets = content.encode(errors="replace") if isinstance(content, str) else content
    outside_digests = DIGEST.sub(b"-", octets)
    kinds = {
        "a test number": any(_passes_eleven(each) for each in NUMBER.findall(outside_digests)),
        "an account number": any(_passes_97(each) for each in ACCOUNT.findall(octets)),
        "a token": PRESENTED.search(octets) is not None or any(_is_header(each) for each in SIGNED.findall(octets)),
    }
    return [kind for kind, is_there in kinds.items() if is_there]


def _passes_eleven(number: bytes) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(chr(digit)) for weight, digit in zip(weights, number, strict=True)) % 11 == 0


def _passes_97(account: bytes) -> bool:
    turned = (account[4:] + account[:4]).decode()
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _is_header(start: bytes) -> bool:
    """Whether it is what a token begins with, or random text that happens to begin so: sealed values look like it."""
    with suppress(ValueError):
        return isinstance(json.loads(base64.urlsafe_b64decode(start + b"=" * (-len(start) % 4))), dict)
    return False


def report(item: pytest.Item, where: str, content: bytes | str) -> None:
    """Look into something of a test; what is found fails the test when it ends."""
    item.stash.setdefault(FOUND, []).extend(f"{kind} in {where}" for kind in found(content))


class _Listener(logging.Handler):
    """Hears what is logged, before any filter of ours."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.item: pytest.Item | None = None

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(TypeError, ValueError):  # a line that cannot be put together is its writer's problem
            told = record.exc_info[1] if record.exc_info else ""
            self.hear(f"a log line of {record.name}", f"{record.getMessage()} {told}")

    def hear(self, where: str, words: str) -> None:
        if self.item is not None:
            report(self.item, where, words)


LISTENER = _Listener()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "leaks(why): writes a number or a token in the clear on purpose")
    config.stash[SEEN], config.stash[LEFT] = set(), []
    with suppress(ImportError):
        _listen_to_structlog()


def _listen_to_structlog() -> None:
    import structlog  # noqa: PLC0415 absent in `make core`

    class Heard(structlog.make_filtering_bound_logger(logging.NOTSET)):  # type: ignore[misc]  # made when asked for
        def _proxy_to_logger(self, method_name: str, event: str | None = None, **values: Any) -> Any:
            LISTENER.hear(f"a log line of ours ({method_name})", f"{event} {values!r}")
            return super()._proxy_to_logger(method_name, event, **values)

    structlog.configure(wrapper_class=Heard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    LISTENER.item = item
    root = logging.getLogger()
    if LISTENER not in root.handlers:
        root.addHandler(LISTENER)
    # One level below what a hub writes; still lower, drivers log each value that they are handed.
    root.setLevel(logging.INFO)
    try:
        return (yield)
    finally:
        LISTENER.item = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail the test, when all of it has ended, for whatever was found on its way."""
    told: pytest.TestReport = yield  # type: ignore[assignment]  # pytest's hooks hand over a result
    if told.when == "teardown":
        for name, content in told.sections:
            report(item, name, content)
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            item.config.stash[SEEN].add(folder)
            for name, kind in _in_files(folder):
                item.stash.setdefault(FOUND, []).append(f"{kind} in {name}")
        leaked = item.stash.get(FOUND, [])
        if leaked and item.get_closest_marker("leaks") is None and told.outcome == "passed":
            told.outcome = "failed"
            told.longrepr = f"{item.nodeid} leaks: {'; '.join(sorted(set(leaked)))}"
    return told  # type: ignore[return-value]  # as above


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Look into the folders that belong to no single test; under xdist a worker hands over what it found."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    base = getattr(factory, "_basetemp", None)
    # The session that hands out work under xdist has its workers' folders below its own; they look for themselves.
    if base is not None and not session.config.pluginmanager.hasplugin("dsession"):
        seen = session.config.stash[SEEN]
        session.config.stash[LEFT].extend(f"{kind} in {name}" for name, kind in _in_files(base, but=seen))
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["leaks"] = session.config.stash[LEFT]
    elif session.config.stash[LEFT]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT].extend(getattr(node, "workeroutput", {}).get("leaks", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left = config.stash[LEFT]
    if left:
        terminalreporter.section("leaks")
        for leak in sorted({*left}):
            terminalreporter.write_line(leak)


def _in_files(folder: Path, but: set[Path] = frozenset()) -> Iterator[tuple[str, str]]:  # type: ignore[assignment]  # it is only read
    for path in sorted(folder.rglob("*")):
        if LOOKED_INTO.search(path.name) and path.is_file() and not but & set(path.parents):
            yield from ((f"{path.relative_to(folder)}", kind) for kind in found(path.read_bytes()))
