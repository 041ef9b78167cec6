import re
import tomllib

from sources import CODE, ROOT, at, files

PROJECT = ROOT / "pyproject.toml"
REASON = r"\s*#\s*\S.{5,}"

BARE_SILENCER = [
    re.compile(r"#\s*" + r"noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+\S.{7,})"),
    re.compile(r"#\s*" + r"type: ignore(?!\[[a-z-]+(, ?[a-z-]+)*\]" + REASON + ")"),
    re.compile(r"#\s*" + r"pragma: no (cover|branch)(?!\s+\S.{7,})"),
]


def test_every_rule_that_is_switched_off_says_why_on_its_own_line() -> None:
    lint = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    off = [*lint["ignore"], *(code for codes in lint["per-file-ignores"].values() for code in codes)]
    explained = re.findall(rf'^    "([A-Z]+\d*)",{REASON}$', PROJECT.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(explained) == sorted(off)


def test_every_silenced_finding_carries_a_code_and_a_reason() -> None:
    bare = [
        at(path, line, content.strip())
        for path in files(*CODE)
        for line, content in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(pattern.search(content) for pattern in BARE_SILENCER)
    ]

    assert bare == []
