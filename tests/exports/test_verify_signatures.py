"""Keys, policies and manifests; and that the one file stands alone."""

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from exporting import (
    LOG,
    WITNESSES,
    Export,
    a_checkpoint,
    a_log,
    a_policy,
    sign,
    sign_again,
)
from joserfc.jwk import ECKey, RSAKey
from verifying import FILE, LIFE, codes, told

from adapters.exports import verify_export
from adapters.exports.verify_export import NOTES, UnreadableError


@pytest.mark.parametrize(
    ("signers", "found"),
    [
        ((LOG[0], *WITNESSES), ["checkpoint.not_signed"]),
        ((LOG[1], *WITNESSES), ["checkpoint.not_signed"]),
        ((*LOG, WITNESSES[1]), ["witness.quorum"]),
        ((*LOG, WITNESSES[1], WITNESSES[1]), ["witness.quorum"]),
        ((*LOG, *WITNESSES, *a_log()), []),
    ],
    ids=["no ML-DSA", "no Ed25519", "one witness", "one witness twice", "keys that nobody knows"],
)
def test_every_key_of_the_log_and_enough_witnesses_must_have_signed(folder: Path, signers: Any, found: Any) -> None:
    Export(entries=LIFE, note=a_checkpoint(LIFE, signers)).put(folder / "e")

    assert [code for code, _ in codes(told(folder))] == found


@pytest.mark.parametrize("place", range(4))
def test_a_wrong_signature_of_a_known_key_is_a_fault(folder: Path, place: int) -> None:
    """Each under a checkpoint whose text was changed after it had been signed."""
    signers = (*LOG, *WITNESSES)
    lines = a_checkpoint(LIFE).splitlines(keepends=True)
    lines[4 + place] = a_checkpoint(LIFE[:5]).splitlines(keepends=True)[4 + place]
    Export(entries=LIFE, note="".join(lines)).put(folder / "e")
    found = told(folder)["faults"]

    assert found[0]["code"] == "checkpoint.signature"
    assert signers[place].name in found[0]["says"]


def test_a_log_of_another_name_is_another_log(folder: Path) -> None:
    (folder / "policy").write_text(a_policy(log=[replace(key, name="audit.example/other") for key in LOG]))
    Export(entries=LIFE).put(folder / "e")

    assert "checkpoint.origin" in [code for code, _ in codes(told(folder))]


def test_a_manifest_that_is_not_there_cannot_be_read_or_tells_otherwise_is_a_fault(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    manifest = json.loads((export / "manifest.json").read_bytes())
    changes = {
        "manifest.unreadable": {**manifest, "form": "hub-export/2"},
        "manifest.differs": {**manifest, "size": 13},
        "file.unlisted": {**manifest, "files": {"policy": manifest["files"]["policy"]}},
        "file.missing": {**manifest, "files": {**manifest["files"], "records.csv": {"sha256": "0" * 64}}},
    }
    for code, changed in changes.items():
        sign(export, changed)
        assert codes(told(folder))[0] == (code, None)
    for climbs in ("../policy", "/etc/hosts", ".hidden", ""):
        sign(export, {**manifest, "files": {climbs: {"sha256": "0" * 64}}})
        assert codes(told(folder)) == [("manifest.unreadable", None)]
    (export / "manifest.json").unlink()
    assert codes(told(folder)) == [("manifest.missing", None)]


def test_a_manifest_is_signed_with_a_key_that_the_auditor_knows(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    sign_again(export, ECKey.generate_key("P-256", {"kid": "hub-1"}))
    forged = codes(told(folder))
    sign_again(export, ECKey.generate_key("P-256", {"kid": "hub-2"}))
    unknown = codes(told(folder))
    (export / "manifest.json.jws").write_text("e30..", encoding="ascii")
    unsigned = codes(told(folder))
    (export / "manifest.json.jws").unlink()

    assert [forged, unknown] == [[("manifest.signature", None)], [("manifest.unknown_key", None)]]
    assert unsigned == codes(told(folder)) == [("manifest.unsigned", None)]


@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize(("bits", "found"), [(2048, []), (1024, ["manifest.signature"])])
def test_an_rsa_key_signs_too_where_it_is_long_enough(folder: Path, bits: int, found: list[str]) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    key = RSAKey.generate_key(bits, {"kid": "rsa-1"})
    (folder / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}), encoding="utf-8")
    sign(export, json.loads((export / "manifest.json").read_bytes()), key, algorithm="PS256")

    assert [code for code, _ in codes(told(folder))] == found


def test_without_what_the_auditor_brings_the_report_says_on_whose_word_it_rests(folder: Path) -> None:
    Export(entries=LIFE).put(folder / "e")
    (folder / "e" / "notes-of-mine.txt").write_text("seen", encoding="utf-8")
    (folder / "e" / "policy").write_text(a_policy(quorum=0), encoding="utf-8")
    sign_again(folder / "e")
    found = verify_export.check(folder / "e", policy=None).told()

    assert found["good"]
    assert {note["code"] for note in found["notes"]} == {*NOTES}


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "quorum 0\n",
        f"log {LOG[0].vkey}\n",
        f"log {LOG[0].vkey}\nquorum 1\n",
        f"log {LOG[0].vkey}\nlog {LOG[0].vkey}\nquorum 0\n",
        f"log {LOG[0].vkey}\nwitness w {LOG[0].vkey}\nquorum 1\n",
        f"log {LOG[0].vkey}\nwatcher w {LOG[1].vkey}\nquorum 0\n",
        f"log {LOG[0].vkey}\nquorum 0\nquorum 0\n",
        f"log {LOG[0].vkey[:-4]}\nquorum 0\n",
        f"log x{LOG[0].vkey}\nquorum 0\n",
        "log nothing\nquorum 0\n",
    ],
    # The keys are new in each process, and processes must call a test by one name.
    ids=[
        "nothing",
        "no keys",
        "no quorum",
        "more than there are",
        "one key twice",
        "the log as witness",
        "another word",
        "two quorums",
        "a key cut short",
        "the key of another name",
        "no key",
    ],
)
def test_a_policy_that_counts_nobody_or_somebody_twice_is_no_policy(folder: Path, policy: str) -> None:
    (folder / "policy").write_text(policy, encoding="utf-8")
    Export(entries=LIFE).put(folder / "e")

    with pytest.raises(UnreadableError, match=r"^policy\.unreadable"):
        told(folder)


def test_what_cannot_be_read_at_all_is_told_by_code(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    found = []
    for name, content in (("old", "no note"), ("keys.json", "{}"), ("e/checkpoint", "x\n\ny\n")):
        path = folder / name
        before = path.read_bytes() if path.exists() else None
        path.write_text(content, encoding="utf-8")
        with pytest.raises(UnreadableError) as fault:
            told(folder, since=content if name == "old" else None)
        found.append(fault.value.code)
        if before is not None:
            path.write_bytes(before)
    (export / "records.ndjson").unlink()
    with pytest.raises(UnreadableError) as fault:
        told(folder)

    assert [*found, fault.value.code] == [
        "since.unreadable",
        "keys.unreadable",
        "checkpoint.unreadable",
        "export.unreadable",
    ]


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    roots = set()
    for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            roots.add(str(node.module).partition(".")[0])

    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_it_runs_alone(folder: Path) -> None:
    """From an empty folder, without site packages, and with nothing but cryptography to import."""
    alone, only = folder / "alone", folder / "only"
    alone.mkdir()
    only.mkdir()
    for name in ("cryptography", "cffi", "_cffi_backend"):
        spec = find_spec(name)
        if spec and spec.origin:
            origin = Path(spec.origin)
            (only / origin.name if origin.name != "__init__.py" else only / name).symlink_to(
                origin if origin.name != "__init__.py" else origin.parent
            )
    shutil.copy(FILE, alone)
    Export(entries=LIFE).put(folder / "e")
    (folder / "old").write_text(a_checkpoint(LIFE[:5]), encoding="utf-8")
    started = (
        f"import runpy, sys; sys.path.append({str(only)!r}); sys.argv[0] = 'verify_export.py'; "
        "runpy.run_path('verify_export.py', run_name='__main__')"
    )
    given = ["../e", "--policy", "../policy", "--since", "../old", "--keys", "../keys.json"]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", started, *given], cwd=alone, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("✓ Good")
    assert "12 shown, 0 sealed" in ran.stdout


@pytest.mark.parametrize("as_json", [False, True])
def test_it_ends_with_one_where_something_is_wrong_and_names_the_line(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    as_json: bool,  # noqa: FBT001 pytest hands over the case
) -> None:
    Export(entries=LIFE, written=lambda lines: lines[:-1]).put(folder / "e")
    ended = verify_export.main(
        [str(folder / "e"), "--policy", str(folder / "policy"), *(["--json"] if as_json else [])]
    )
    said = capsys.readouterr().out

    assert ended == 1
    if as_json:
        assert json.loads(said)["first_bad"] == 12
    else:
        assert said.startswith("✗ Not good. The first bad line is number 12.\n  line.missing  line 12: ")


def test_it_ends_with_two_where_nothing_could_be_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = verify_export.main([str(folder / "nowhere")])

    assert ended == 2
    assert capsys.readouterr() == ("", "checkpoint.unreadable: There is no checkpoint to read.\n")
