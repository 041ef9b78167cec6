"""Keys, policies and manifests; and that the one file stands alone."""

import ast
import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
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
from hub.audit.policy import read_policy


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
        f"log {LOG[0].vkey}\n{''.join(f'witness w {each.vkey}' + chr(10) for each in WITNESSES)}quorum 2\n",
        f"log {LOG[0].vkey}\nwitness w {replace(a_log()[0], name='w').vkey}\nquorum 1\n",
        f"log {replace(WITNESSES[1], name=LOG[0].name).vkey}\nquorum 0\n",
        f"log {LOG[0].vkey}\nlog {replace(LOG[1], name='another').vkey}\nquorum 0\n",
        f"log {LOG[0].vkey}\nquorum +0\n",
        f"log {LOG[0].vkey}\nquorum\n",
        f"log {LOG[0].vkey}\nquorum 0 0\n",
        f"log {replace(LOG[0], name='a' + chr(27) + '[2J').vkey}\nquorum 0\n",
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
        "two witnesses of one name",
        "a witness that signs as a log",
        "a log that signs as a witness",
        "two logs",
        "a number with a sign",
        "no number",
        "two numbers",
        "a name that moves the cursor",
    ],
)
def test_a_policy_that_counts_nobody_or_somebody_twice_is_no_policy(folder: Path, policy: str) -> None:
    (folder / "policy").write_text(policy, encoding="utf-8")
    Export(entries=LIFE).put(folder / "e")

    with pytest.raises(UnreadableError, match=r"^policy\.unreadable"):
        told(folder)
    with pytest.raises(ValueError, match=r"\w"):  # the hub's own reading, which shares no code with this one
        read_policy(policy)


SIGNED_AS: Mapping[str, Any] = {
    "typ": "consent-receipt+jws",
    "sigD": {"mId": "http://uri.etsi.org/19182/ObjectIdByURI", "pars": ["statement.json"]},
    "sigT": None,
}


@pytest.mark.parametrize("name", [*SIGNED_AS])
@pytest.mark.parametrize("is_gone", [True, False], ids=["without", "with another"])
def test_a_signature_of_the_hub_over_something_else_is_none_of_the_manifest(
    folder: Path,
    name: str,
    is_gone: bool,  # noqa: FBT001 pytest hands over the case
) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    manifest = json.loads((export / "manifest.json").read_bytes())
    said: dict[str, Any] = {name: None if is_gone else SIGNED_AS[name] or 5}
    sign(export, manifest, **said)

    assert codes(told(folder)) == [("manifest.unsigned", None)]


def test_without_the_keys_that_came_with_it_the_rest_is_checked_all_the_same(folder: Path) -> None:
    export = Export(entries=LIFE, written=lambda lines: lines[:-1]).put(folder / "e")
    (export / "keys.json").unlink()
    found = verify_export.check(export, policy=folder / "policy")

    assert codes(found.told()) == [("manifest.unknown_key", None), ("line.missing", 12), ("file.missing", None)]
    (export / "keys.json").write_text("[]", encoding="utf-8")
    found = verify_export.check(export, policy=folder / "policy")
    assert codes(found.told()) == [("manifest.unknown_key", None), ("line.missing", 12), ("file.changed", None)]


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


def a_jws(folder: Path, header: Any) -> None:
    seal = folder / "manifest.json.jws"
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    seal.write_text(f"{head}..{seal.read_text(encoding='ascii').split('.')[2]}", encoding="ascii")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ([], "manifest.unsigned"),
        ({"kid": ["hub-1"]}, "manifest.unsigned"),
        ({"kid": {}}, "manifest.unsigned"),
        ({"alg": ["ES256"]}, "manifest.signature"),
        ({"crit": 5}, "manifest.unsigned"),
        ({"crit": [["sigT"]]}, "manifest.unsigned"),
    ],
)
def test_a_header_of_any_form_gets_a_verdict(folder: Path, header: Any, code: str) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    good = json.loads(base64.urlsafe_b64decode((export / "manifest.json.jws").read_text().split(".")[0] + "=="))
    a_jws(export, {**good, **header} if isinstance(header, dict) else header)

    assert codes(told(folder)) == [(code, None)]


@pytest.mark.parametrize("number", [5, None, ["x"], {}, "", "AA", "\N{SNOWMAN}"])
def test_a_key_of_any_form_gets_a_verdict(folder: Path, number: Any) -> None:
    Export(entries=LIFE).put(folder / "e")
    keys = json.loads((folder / "keys.json").read_bytes())
    keys["keys"][0]["x"] = number
    (folder / "keys.json").write_text(json.dumps(keys), encoding="utf-8")

    assert codes(told(folder)) == [("manifest.signature", None)]


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (str(2**64), None),
        (str(2**63), None),
        ("1" * 5_000, None),
        ("-1", None),
        ("12", "AAAA"),
        ("12", None),
    ],
    ids=["no 64 bits", "no 63 bits", "longer than a number is read", "less than none", "a short root", "a cursor"],
)
def test_a_checkpoint_beyond_what_can_be_signed_is_none(
    folder: Path, size: str, root: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    note = a_checkpoint(LIFE).split("\n")
    origin = note[0] if (size, root) != ("12", None) else "audit\x1b[2J"
    export = Export(entries=LIFE).put(folder / "e")
    (export / "checkpoint").write_text("\n".join([origin, size, root or note[2], *note[3:]]), encoding="utf-8")
    ended = verify_export.main([str(export), "--policy", str(folder / "policy")])

    assert ended == 2
    assert capsys.readouterr() == ("", "checkpoint.unreadable: This is no checkpoint.\n")


def test_every_log_goes_on_from_an_empty_one_whatever_the_manifest_proves(folder: Path) -> None:
    def proved(manifest: dict[str, Any]) -> dict[str, Any]:
        return {**manifest, "consistency": [{"size": 0, "proof": ["00" * 32]}]}

    Export(entries=LIFE, written=lambda lines: lines[:-1], manifest=proved).put(folder / "e")

    assert codes(told(folder, since=a_checkpoint([]))) == [("line.missing", 12)]


def test_a_name_of_a_file_that_no_file_can_have_is_no_manifest(folder: Path) -> None:
    export = Export(entries=LIFE).put(folder / "e")
    manifest = json.loads((export / "manifest.json").read_bytes())
    sign(export, {**manifest, "files": {**manifest["files"], "a" * 300: {"sha256": "0" * 64}}})

    assert codes(told(folder)) == [("manifest.unreadable", None)]


def test_whatever_else_breaks_the_check_is_told_by_code_and_not_by_what_it_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise KeyError("what stood in a line")

    Export(entries=LIFE).put(folder / "e")
    monkeypatch.setattr(verify_export, "check_told", breaks)
    ended = verify_export.main([str(folder / "e"), "--policy", str(folder / "policy")])

    assert ended == 2
    assert capsys.readouterr() == ("", "export.unreadable: The check could not go on with what it read (KeyError).\n")


def test_it_ends_with_two_where_nothing_could_be_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = verify_export.main([str(folder / "nowhere")])

    assert ended == 2
    assert capsys.readouterr() == ("", "checkpoint.unreadable: There is no checkpoint to read.\n")
