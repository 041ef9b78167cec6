"""Who may stand as a subscriber in a configuration, and what becomes of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from identity.rings import key_settings
from identity.test_access_configuration import told
from joserfc.jwk import ECKey
from pydantic import ValidationError

from adapters import parts as chosen
from adapters.settings import Settings
from adapters.settings_load import EventsSettings
from hub.life.news import NewsKind

OIN = "00000099000000001000"
GOOD = {"id": "duo-1", "agency": "duo", "url": "https://events.example/hub"}


def faults(*subscribers: dict[str, Any], **events: Any) -> list[str]:
    return told(events={"oin": OIN, "subscribers": subscribers, **events})


def test_a_good_subscriber_is_no_fault_and_none_needs_no_number() -> None:
    assert faults(GOOD) == faults(GOOD, {**GOOD, "id": "duo-2"}) == told(events={}) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"agency": "nobody"}, "agency: no such thing as nobody; there are duo"),
        ({"url": "http://events.example/hub"}, "url: unencrypted"),
        ({"url": "https://user:secret@events.example/"}, "url: an http address without a user or a fragment is needed"),
        ({"url": "https://events.example/#part"}, "url: an http address without a user or a fragment is needed"),
        ({"url": "https:///hub"}, "url: an http address without a user or a fragment is needed"),
        ({"url": "https://events.example:port/"}, "url: an http address without a user or a fragment is needed"),
    ],
)
def test_what_could_not_be_sent_to_is_named_without_what_is_secret(wrong: dict[str, str], said: str) -> None:
    found = faults({**GOOD, **wrong})

    assert found == [f"events.subscribers duo-1: {said}"]
    assert "secret" not in "".join(found)


def test_an_address_that_is_none_is_named_once_more_because_it_is_not_encrypted() -> None:
    assert faults({**GOOD, "url": "file:///etc/passwd"}) == [
        "events.subscribers duo-1: url: an http address without a user or a fragment is needed",
        "events.subscribers duo-1: url: unencrypted",
    ]


def test_two_of_one_name_would_be_counted_together_and_somebody_must_be_the_sender() -> None:
    assert faults(GOOD, GOOD) == ["events.subscribers: two are called duo-1"]
    assert faults(GOOD, oin=None) == ["events.oin: name the organization that sends"]


@pytest.mark.parametrize(
    "wrong",
    [{"id": "Duo 1"}, {"types": ["regeling-voorgesteld"]}, {"timeout_s": 60}, {"secret": "x"}],
    ids=["a name", "a kind", "a wait", "a key"],
)
def test_what_does_not_exist_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EventsSettings.model_validate({"oin": OIN, "subscribers": [{**GOOD, **wrong}]})


def test_a_subscriber_hears_what_its_agency_may_hear_of_the_kinds_it_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "key.jwk"
    key = ECKey.generate_key("P-256", {"kid": "demo-signing-1"})
    file.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    picky = {**GOOD, "id": "duo-2", "types": ["termijn-gemist"]}
    settings = Settings.model_validate(
        {
            "mode": "demo",
            "store": {"url": "sqlite://"},
            "keys": {**key_settings(1), "signing_key_file": file},
            "events": {"oin": OIN, "subscribers": [GOOD, picky, {**GOOD, "id": "n-1", "agency": "nobody"}]},
        }
    )
    made = chosen.parts(settings)

    assert [(each.id, each.agency, each.kinds) for each in made.subscribers] == [
        ("duo-1", "duo", frozenset(NewsKind)),
        ("duo-2", "duo", frozenset({NewsKind.MISSED})),
    ]
    assert {len(each.oin) for each in made.subscribers} == {20}
