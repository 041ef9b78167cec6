"""What a configuration may say of who signs the log and who witnesses it; production is stricter than the demo."""

from pathlib import Path
from typing import Any

import pytest
from audit.cosigners import ORIGIN, a_cosigner, a_witness_of, audit_settings
from audit.growing import NEW_KEY, OLD_KEY
from identity.rings import key_settings
from identity.test_access_configuration import told
from pydantic import ValidationError

from adapters import audit_parts
from adapters.audit.key_files import SigningKey, write_signing_key
from adapters.settings import Settings
from adapters.settings_audit import DEMO_ORIGIN, AuditSettings
from adapters.settings_audit_faults import faults
from hub.audit.note_key import KeyKind
from hub.audit.policy import read_policy
from hub.errors import BadInput

GOOD = audit_settings()


def said(*, is_demo: bool = False, **changes: Any) -> list[str]:
    return faults(AuditSettings.model_validate({**GOOD, **changes}), is_demo=is_demo)


def test_what_production_asks_for_is_no_fault_and_a_demo_needs_nothing() -> None:
    assert said() == told() == []
    assert faults(AuditSettings(), is_demo=True) == []


def test_production_names_all_that_is_missing_at_once() -> None:
    assert told(audit={}) == [
        "audit.quorum: 2 of 0 witnesses cannot sign",
        "audit.origin: the demo's; name your own log",
        "audit.signing_key_files: name the two keys that sign the log",
        "audit.witnesses: name 2 or more that are not the operator; alone, the operator could rebuild the whole log",
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"quorum": 1}, ["audit.quorum: less than 2"]),
        ({"quorum": 3}, ["audit.quorum: 3 of 2 witnesses cannot sign"]),
        ({"origin": DEMO_ORIGIN}, ["audit.origin: the demo's; name your own log"]),
        ({"signing_key_files": ("1", "2", "3")}, ["audit.signing_key_files: name the two keys that sign the log"]),
        ({"signing_key_files": ("1", "2", "3", "4")}, []),
        (
            {
                "signing_key_files": ("1", "2", "3", "4"),
                "witnesses": tuple(a_witness_of(f"w{number}", number) for number in range(13)),
            },
            ["audit.witnesses: with the log's keys more than 16 would sign one checkpoint"],
        ),
        (
            {"behind_after_s": 30},
            ["audit.behind_after_s: shorter than checkpoint_s, so that every line would wait too long"],
        ),
        (
            {"witnesses": (a_witness_of("one", 1), a_witness_of("one", 2))},
            ["audit.witnesses: two are called one"],
        ),
        (
            {"witnesses": (a_witness_of("one", 1), a_witness_of("two", 1))},
            ["audit.witnesses: two have one key, and would be counted as two"],
        ),
        (
            {"witnesses": (a_witness_of("one", 1), a_witness_of("two", 2, url="http://two.example"))},
            ["audit.witnesses two: url: unencrypted"],
        ),
    ],
)
def test_a_configuration_that_proves_nothing_is_refused_in_production(
    changes: dict[str, Any], found: list[str]
) -> None:
    assert said(**changes) == found


@pytest.mark.parametrize(
    "url",
    ["https://user@one.example", "https://one.example/?a", "https://one.example/#a", "https://", "https://a:port"],
)
def test_an_address_that_could_not_be_asked_is_named(url: str) -> None:
    found = said(witnesses=(a_witness_of("one", 1, url=url), a_witness_of("two", 2)))

    assert found == ["audit.witnesses one: url: an http address without a user, a query or a fragment is needed"]


def test_a_demo_may_have_witnesses_on_this_machine_and_then_needs_keys() -> None:
    one = a_witness_of("one", 1, url="http://127.0.0.1:9201")

    assert said(is_demo=True, witnesses=(one,), quorum=1) == []
    assert said(is_demo=True, witnesses=(one,), signing_key_files=()) == [
        "audit.signing_key_files: none is named, so that witnesses have nothing to sign"
    ]


def test_how_many_must_have_signed_is_two_unless_it_is_said_or_a_demo() -> None:
    settings = AuditSettings()

    assert (settings.needed(is_demo=False), settings.needed(is_demo=True)) == (2, 0)
    assert AuditSettings(quorum=3).needed(is_demo=True) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://hub.example"},
        {"origin": "hub example"},
        {"origin": "hub+audit"},
        {"origin": ""},
        {"origin": "o" * 256},
        {"quorum": -1},
        {"checkpoint_s": 0},
        {"witnesses": (a_witness_of("Not A Name", 1),)},
        {"witnesses": (a_witness_of("one", 1, vkey="one+00000000+AAAA"),)},
        {"witnesses": (a_witness_of("one", 1, vkey=a_cosigner(1, KeyKind.ED25519)),)},
        {"witnesses": (a_witness_of("one", 1, timeout_s=60),)},
        {"key": "x"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AuditSettings.model_validate({**GOOD, **wrong})


def configured(tmp_path: Path, *, mode: str = "production", label: str = "audit", **changes: Any) -> Settings:
    """A configuration whose keys are there."""
    files = (tmp_path / "1.pem", tmp_path / "2.pem")
    write_signing_key(files[0], OLD_KEY, label=label)
    write_signing_key(files[1], NEW_KEY, label=label)
    return Settings.model_validate(
        {"mode": mode, "keys": key_settings(1), "audit": {**audit_settings(*files), **changes}}
    )


def test_the_operators_policy_names_both_keys_and_every_witness(tmp_path: Path) -> None:
    settings = configured(tmp_path)
    policy = audit_parts.log_policy(settings)

    assert audit_parts.unusable_log_keys(settings) == []
    assert (policy.origin, [key.kind for key in policy.log]) == (
        ORIGIN,
        [KeyKind.ED25519, KeyKind.COSIGNING_ML_DSA_44],
    )
    assert ([each.name for each in policy.witnesses], policy.quorum) == (["one", "two"], 2)
    assert read_policy(policy.written) == policy


def test_the_witnesses_are_made_as_they_are_named(tmp_path: Path) -> None:
    made = audit_parts.witnesses(configured(tmp_path))

    assert [(place.name, place.url, place.key.vkey) for place in made._places] == [
        ("one", "https://one.example", a_cosigner(1)),
        ("two", "https://two.example", a_cosigner(2)),
    ]


def test_certificates_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    settings = configured(tmp_path, witnesses=(a_witness_of("one", 1, ca_file=tmp_path / "nowhere.pem"),))

    with pytest.raises(BadInput, match=r"config\.ca_file"):
        audit_parts.witnesses(settings)


def test_production_refuses_what_the_demo_made(tmp_path: Path) -> None:
    assert audit_parts.unusable_log_keys(configured(tmp_path, label="demo-audit-1")) == [
        "audit.signing_key_files: a demo key in production"
    ]


def test_a_log_is_no_witness_of_itself(tmp_path: Path) -> None:
    own = SigningKey.of(NEW_KEY, name="another.example/name", cosigns=True).public.vkey
    settings = configured(tmp_path, witnesses=(a_witness_of("one", 1, vkey=own), a_witness_of("two", 2)))

    assert audit_parts.unusable_log_keys(settings) == ["audit.witnesses one: its key is one of the log's own"]


def test_where_nobody_signs_there_is_nobody_to_believe() -> None:
    settings = Settings.model_validate({"mode": "demo", "keys": key_settings(1)})

    assert audit_parts.log_signer(settings) is None
    assert audit_parts.unusable_log_keys(settings) == []
    with pytest.raises(BadInput, match="Nobody signs"):
        audit_parts.log_policy(settings)
