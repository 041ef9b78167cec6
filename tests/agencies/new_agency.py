"""`make new-agency NAME=x`: another agency, made from the example: it is asked, answers, and has its tests at once.

What is copied is the fictitious example agency under another name: replace its words, stories and samples by what the
new agency really says, one after the other. Nothing outside `adapters/agencies` and `tests` is written.
"""

import json
import keyword
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
EXAMPLE: Final = "example"
NAME: Final = re.compile(r"[a-z]{2,20}")
PREFIX_LENGTH: Final = 5
"""Letters of the organization in a type code (standards §1.2)."""

OIN: Final = re.compile(r'^oin\s*=\s*"(00000099000000(\d{3})000)"', re.MULTILINE)
DAY: Final = date(2026, 11, 23)
NOBODY: Final = "999990342"
"""The test number in every sample."""

MADE_AT: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)

README: Final = """# {title}

Made by `make new-agency` from the example. Say here why each word of theirs is which of ours.

| Their word | Our word | Why |
| --- | --- | --- |
| `{prefix}_heffing` | care_contribution, principal | from the example: choose one of `hub/rules/book/kinds.toml` |
| `{prefix}_kosten` | costs | from the example |
| `{prefix}_rente` | interest | from the example |
"""

TEST: Final = '''"""{title}: what it says is understood, and its service does what the hub asks of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from joserfc.jwk import ECKey
from typer.testing import CliRunner

from adapters.agencies import agency_profile
from adapters.agencies.fcid import reader
from adapters.agencies.fcid.ledger import View
from adapters.agencies.fcid.translate import Lexicon, translate
from adapters.agencies.registry import AGENCIES, folder
from adapters.agencies.simulator import agency, people, server
from adapters.agencies.simulator.server import Order
from adapters.cli.main import app

CODE = "{name}"
SAMPLES = sorted((folder(CODE) / "samples").glob("*.json"))


def test_it_is_registered() -> None:
    assert CODE in AGENCIES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_everything_in_its_samples_is_understood(sample: Path) -> None:
    profile = agency_profile.load(folder(CODE))
    document = reader.read(sample.read_bytes(), profile.fcid, strict=True)
    owners = {{profile.agency.oin: profile.agency.code}}
    lexicon = Lexicon(agency=profile.agency.code, profile=profile.fcid, words=profile.words, owners=owners)
    understood = translate(document, lexicon, View(as_of=date(2026, 11, 23)))

    assert understood.claims
    assert understood.reasons == frozenset()


def test_its_service_does_what_the_hub_asks_of_it(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-256", {{"kid": "ours"}})
    (tmp_path / "key").write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    known = next(iter(people.load(agency.load(CODE))))
    with server.running(Order(code=CODE, clients={{"hub": {{"keys": [key.as_dict(private=False)]}}}})) as running:
        given = ["conform", running.url, "--oin", agency.load(CODE).oin, "--bsn", known]
        said = CliRunner().invoke(app, [*given, "--key", str(tmp_path / "key")])

    assert said.exit_code == 0, said.output
'''


class Refused(Exception):
    """Nothing was made, and why."""


def make(name: str, root: Path) -> list[Path]:
    """Make the agency in a checkout; give the files that were written. Raises Refused before anything is."""
    agencies = root / "adapters" / "agencies"
    folder, test = agencies / name, root / "tests" / "agencies" / f"test_{name}.py"
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused("Name it in lower-case letters, 2 to 20, one word: make new-agency NAME=svb")
    if folder.exists() or test.exists():
        raise Refused(f"There is something called {name} already.")
    prefix = _prefix(name, agencies)
    words = {
        "Voorbeeldinstantie": name.capitalize(),
        "voorbeeldinstantie": name,
        EXAMPLE: name,
        "VB-": f"{prefix.upper()}-",
        "vb_": f"{prefix}_",
        _oin(EXAMPLE, agencies): _free_oin(agencies),
        "Copy this file for a new agency; amounts": "Amounts",
    }
    (folder / "samples").mkdir(parents=True)
    written = [_copied(agencies / EXAMPLE / file, folder / file, words) for file in FILES]
    written.append(_put(folder / "README.md", README.format(title=name.capitalize(), prefix=prefix)))
    written.append(_added(agencies / "simulator" / "grounds.toml", "vb_", prefix))
    written.append(_registered(agencies / "registry.py", name))
    written.append(_put(test, TEST.format(title=name.capitalize(), name=name)))
    return written


FILES: Final = ("agency.toml", "words.toml", "people.toml")


def sample(name: str) -> str:
    """Write what the simulator answers about its first person, as a sample to begin with."""
    from adapters.agencies.simulator import agency, encoder, people  # noqa: PLC0415 they read what was just written

    person = next(iter(people.load(agency.load(name)).values()))
    document = encoder.document(person, agency.load(name), bsn=NOBODY, as_of=DAY, made_at=MADE_AT)
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _prefix(name: str, agencies: Path) -> str:
    """Choose the letters that its type codes begin with: the first of its name that nobody has."""
    grounds = (agencies / "simulator" / "grounds.toml").read_text(encoding="utf-8")
    taken = set(re.findall(r"^\[([a-z]+)_", grounds, re.MULTILINE))
    for length in range(min(PREFIX_LENGTH, len(name)), 1, -1):
        if name[:length] not in taken:
            return name[:length]
    raise Refused("Another agency's type codes begin with the same letters; choose another name.")


def _oin(code: str, agencies: Path) -> str:
    found = OIN.search((agencies / code / "agency.toml").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _free_oin(agencies: Path) -> str:
    """Give a test number that nobody has."""
    files = agencies.glob("*/agency.toml")
    taken = {int(found[2]) for file in files if (found := OIN.search(file.read_text(encoding="utf-8")))}
    return f"00000099000000{max(taken) + 1:03}000"


def _copied(source: Path, target: Path, words: Mapping[str, str]) -> Path:
    text = source.read_text(encoding="utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    return _put(target, text)


def _added(file: Path, old: str, prefix: str) -> Path:
    """Copy the entries of the example's words to the end of a file."""
    text = file.read_text(encoding="utf-8").rstrip("\n")
    entries = re.findall(rf"^\[{old}[^\[]*", text, re.MULTILINE)
    more = "\n\n".join(entry.strip().replace(f"[{old}", f"[{prefix}_") for entry in entries)
    return _put(file, f"{text}\n\n{more}\n")


def _registered(file: Path, name: str) -> Path:
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r"^(AGENCIES = \(.*)\)$", rf'\1, "{name}")', text, flags=re.MULTILINE)
    assert changed != text
    return _put(file, changed)


def _put(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def main(name: str) -> int:
    """Make it, and say what comes next."""
    try:
        written = make(name, ROOT)
    except Refused as why:
        sys.stderr.write(f"{why}\n")
        return 2
    folder = ROOT / "adapters/agencies" / name
    written.append(_put(folder / "samples" / "one-levy.json", sample(name)))
    for file in written:
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    sys.stderr.write(
        f"\n{name} is asked from now on. Try it: .venv/bin/pytest -q -n 0 tests/agencies/test_{name}.py\n"
        "Then replace words, stories and samples by its own; CONTRIBUTING.md, recipe 1, says in which order.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
