"""Where spans may go in a configuration, and what becomes of it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from identity.rings import key_settings
from identity.test_access_configuration import told
from joserfc.jwk import ECKey
from pydantic import ValidationError

from adapters import parts as chosen
from adapters import telemetry_parts
from adapters.settings import Settings
from adapters.settings_telemetry import TelemetrySettings

GOOD = "https://collector.example/v1/traces"


def faults(endpoint: str | None) -> list[str]:
    return told(telemetry={"endpoint": endpoint})


@pytest.mark.parametrize(
    "endpoint", [None, GOOD, "http://127.0.0.1:4318/v1/traces", "http://localhost:4318/", "http://[::1]:4318/v1/traces"]
)
def test_a_good_collector_is_no_fault_and_none_is_needed(endpoint: str | None) -> None:
    assert faults(endpoint) == []


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("http://collector.example/v1/traces", "unencrypted; only a collector on this machine may be"),
        ("https://user:secret@collector.example/", "an http address without a user is needed"),
        ("grpc://collector.example:4317", "an http address without a user is needed"),
        ("https:///v1/traces", "an http address without a user is needed"),
        ("https://collector.example:port/", "no address"),
    ],
)
def test_what_could_not_be_sent_to_is_named_without_what_is_secret(endpoint: str, said: str) -> None:
    assert faults(endpoint) == [f"telemetry.endpoint: {said}"]


@pytest.mark.parametrize("wrong", [{"timeout_s": 0}, {"timeout_s": 31}, {"sampling": 0.1}])
def test_what_is_none_of_its_keys_or_values_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TelemetrySettings(**wrong)


def test_the_missing_extra_and_an_unfit_file_are_faults_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = TelemetrySettings(endpoint=GOOD)
    unfit = TelemetrySettings(endpoint=GOOD, headers_file=tmp_path / "none")
    found = [telemetry_parts.unsendable_spans(each) for each in (TelemetrySettings(headers_file=tmp_path), good, unfit)]
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    assert found[:2] == [[], []]
    assert found[2] == [
        "telemetry.endpoint: telemetry.headers_file cannot be used. Write one `Name: value` per line, in ASCII"
    ]
    (said,) = telemetry_parts.unsendable_spans(good)
    assert said.startswith("telemetry.endpoint: To send spans, the extra `telemetry` must be installed.")
    assert "pip install '.[telemetry]'" in said


def test_without_an_endpoint_nobody_observes_and_with_one_everything_is(tmp_path: Path) -> None:
    file = tmp_path / "key.jwk"
    key = ECKey.generate_key("P-256", {"kid": "demo-signing-1"})
    file.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    base = {
        "mode": "demo",
        "store": {"url": "sqlite://"},
        "keys": {**key_settings(1), "signing_key_file": file},
    }
    without, watched = (
        chosen.parts(Settings.model_validate({**base, "telemetry": telemetry}))
        for telemetry in ({}, {"endpoint": GOOD})
    )

    assert without.telemetry is None
    assert watched.telemetry is not None
