"""Nothing heavy: this file is read by `make core` too, where there is nothing but pytest."""

import sys
from collections.abc import Iterable
from importlib.util import find_spec

import pytest

pytest_plugins = ["leaks", "databases", "preforked"]

LOOPBACK = {None, "", "localhost", "127.0.0.1", "::1"}


def _refuse_names_outside(event: str, args: tuple[object, ...]) -> None:
    """Look up no name outside this machine; connections are refused by pytest-socket (pyproject.toml)."""
    if event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        if host not in LOOPBACK:
            message = f"A test looked up {host!r}. Tests talk to loopback only."
            raise RuntimeError(message)


if find_spec("hypothesis"):
    from hypothesis import HealthCheck, settings

    # How quickly examples are made says something of the machine, and nothing of the code.
    settings.register_profile("hub", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("hub")

sys.addaudithook(_refuse_names_outside)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property`: the numbers that `make prove` keeps."""
    reports: Iterable[pytest.TestReport] = terminalreporter.stats.get("passed", [])
    told = [report for report in reports if report.when == "call" and report.user_properties]
    if told:
        terminalreporter.section("numbers")
    for report in told:
        numbers = ", ".join(f"{name} {value}" for name, value in report.user_properties)
        terminalreporter.write_line(f"{report.nodeid}: {numbers}")
