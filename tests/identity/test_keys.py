import base64
import hashlib
import hmac
import re
import traceback
from secrets import token_bytes
from typing import Any

import pytest
from identity import rings
from pydantic import SecretStr

from adapters.identity.bsn import Bsn
from adapters.identity.keys import KeyRing
from adapters.settings import KeySettings, OtherKeySettings
from consent.parties import SubjectRef
from hub.errors import BadInput, Unavailable

WRAP, INDEX, OTHER_KEY = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
NUMBER = Bsn("999990032")
SOMEBODY, OTHER = SubjectRef("somebody"), SubjectRef("other")


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def key_settings(*, wrap_id: str = "demo-1", wrap: str = encoded(WRAP), index: str = encoded(INDEX)) -> KeySettings:
    return KeySettings(wrap_id=wrap_id, wrap=SecretStr(wrap), index=SecretStr(index))


def a_ring(**changes: Any) -> KeyRing:
    return KeyRing.from_settings(key_settings(**changes))


# ── Reading them ──


@pytest.mark.parametrize(
    "text", ["", "geheim", encoded(b"short"), encoded(bytes(33)), encoded(WRAP)[:-2], f"{encoded(WRAP)}\n", "é" * 44]
)
def test_a_key_that_is_none_is_named_and_not_shown(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        a_ring(wrap=text, index=text)

    assert refused.value.code == "keys.invalid"
    assert "keys.wrap, keys.index" in refused.value.happened
    assert not text or text not in "".join(traceback.format_exception(refused.value))


def test_two_keys_that_are_the_same_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        a_ring(wrap=encoded(WRAP), index=encoded(WRAP))

    assert refused.value.code == "keys.invalid"
    assert encoded(WRAP) not in str(refused.value)


def test_two_index_keys_need_a_key_of_references_that_stays() -> None:
    with pytest.raises(BadInput, match=r"keys\.pairwise: unset while there are two index keys"):
        rings.a_ring(2, 1, pairwise=None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"retired": [("wrap", "demo-1", INDEX)]}, "the wrap key demo-1 stands there twice"),
        ({"retired": [("index", "index-1", OTHER_KEY)]}, "the index key index-1 stands there twice"),
        ({"retired": [("wrap", "old", OTHER_KEY), ("wrap", "old", bytes(32))]}, "the wrap key old stands there twice"),
        ({"retired": [("wrap", "old", WRAP)]}, "keys.wrap and keys.retired wrap old are the same"),
        ({"retired": [("wrap", "old", INDEX)]}, "keys.index and keys.retired wrap old are the same"),
        ({"retired": [("wrap", "old", b"short")]}, "Not 32 bytes in base64: keys.retired wrap old"),
        ({"pairwise": WRAP}, "keys.wrap and keys.pairwise are the same"),
        ({"pairwise": b"short"}, "Not 32 bytes in base64: keys.pairwise"),
    ],
)
def test_keys_that_cannot_stand_side_by_side_are_named(changes: dict[str, Any], said: str) -> None:
    others = [
        OtherKeySettings(use=use, id=name, key=SecretStr(encoded(key))) for use, name, key in changes.get("retired", ())
    ]
    pairwise = SecretStr(encoded(changes.get("pairwise", OTHER_KEY)))
    settings = key_settings().model_copy(update={"retired": tuple(others), "pairwise": pairwise})

    with pytest.raises(BadInput) as refused:
        KeyRing.from_settings(settings)

    assert refused.value.code == "keys.invalid"
    assert said in refused.value.happened


def test_all_that_is_wrong_with_the_keys_is_said_at_once() -> None:
    twice = OtherKeySettings(use="index", id="index-1", key=SecretStr("geheim"))

    with pytest.raises(BadInput) as refused:
        KeyRing.from_settings(key_settings(wrap="geheim").model_copy(update={"retired": (twice,)}))

    for said in ("stands there twice", "keys.pairwise: unset", "keys.wrap, keys.retired index index-1"):
        assert said in refused.value.happened
    assert "geheim" not in str(refused.value)


def test_the_key_of_references_may_be_one_of_an_index() -> None:
    ring = a_ring()

    assert rings.a_ring(1).pairwise(SOMEBODY, "portal") == rings.a_ring(1, pairwise=None).pairwise(SOMEBODY, "portal")
    assert ring.from_pairwise(rings.a_ring(1).pairwise(SOMEBODY, "portal"), "portal") is None


def test_a_ring_shows_no_key() -> None:
    shown = f"{a_ring()!r} {a_ring()} {key_settings()!r}"

    assert not any(secret in shown for secret in (repr(WRAP)[2:-1], encoded(WRAP), repr(INDEX)[2:-1], encoded(INDEX)))
    assert "demo-1" in shown


# ── The index ──


def test_the_index_is_keyed() -> None:
    index = a_ring().bsn_indexes(NUMBER)
    beside = rings.a_ring(2, 1).bsn_indexes(NUMBER)

    assert index == {"index-1": hmac.digest(INDEX, b"bsn/1|999990032", hashlib.sha256)}
    assert index != a_ring(index=encoded(token_bytes(32))).bsn_indexes(NUMBER)
    assert index == a_ring(wrap=encoded(token_bytes(32))).bsn_indexes(NUMBER)
    assert NUMBER.digits.encode() not in index["index-1"]
    assert list(beside.items()) == [
        *rings.a_ring(2).bsn_indexes(NUMBER).items(),
        *rings.a_ring(1).bsn_indexes(NUMBER).items(),
    ]


# ── Identifiers ──


def test_an_opaque_identifier_is_always_the_same_and_tells_nothing() -> None:
    ring = a_ring()
    name = ring.opaque("claim", "cjib", "reference-1")

    assert name == a_ring().opaque("claim", "cjib", "reference-1")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", name)
    assert "cjib" not in name


def test_opaque_identifiers_differ_by_key_label_and_every_part() -> None:
    ring = a_ring()
    names = {
        ring.opaque("claim", "a", "b"),
        ring.opaque("claim", "ab"),
        ring.opaque("claim", "ab", ""),
        ring.opaque("claim", "", "ab"),
        ring.opaque("claim", "b", "a"),
        ring.opaque("claim"),
        ring.opaque("grant", "a", "b"),
        a_ring(index=encoded(token_bytes(32))).opaque("claim", "a", "b"),
    }

    assert len(names) == 8


def test_no_client_sees_the_name_that_another_client_sees() -> None:
    ring = a_ring()
    names = [ring.pairwise(SOMEBODY, client) for client in ("portal", "portal", "agency", "Portal")]

    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) and SOMEBODY not in name for name in names)


def test_a_pairwise_name_leads_back_for_its_client_only() -> None:
    ring = a_ring()
    name = ring.pairwise(SOMEBODY, "portal")

    assert ring.from_pairwise(name, "portal") == SOMEBODY
    assert ring.from_pairwise(name, "agency") is None
    assert a_ring(index=encoded(token_bytes(32))).from_pairwise(name, "portal") is None


@pytest.mark.parametrize("guess", ["", "A", "AA", "AAAA", "A" * 51, "A" * 400, "A" * 100_000, "é", "a\x00", "\ud800"])
def test_a_guess_leads_to_nobody(guess: str) -> None:
    assert a_ring().from_pairwise(guess, "portal") is None


def test_a_person_has_one_name_at_a_client_and_no_other_way_of_writing_it() -> None:
    ring = a_ring()
    name = ring.pairwise(SOMEBODY, "portal")
    others = [f"{name}=", f"{name}==", f" {name}", f"{name}\n", f"{name[:-1]}{'B' if name[-1] == 'A' else 'A'}"]
    changed = [f"{name[:place]}{'B' if name[place] == 'A' else 'A'}{name[place + 1 :]}" for place in range(len(name))]

    assert all(ring.from_pairwise(other, "portal") is None for other in (*others, *changed))


# ── Wrapping ──


def test_a_wrapped_key_comes_back_and_is_never_wrapped_the_same_way_twice() -> None:
    ring, key = a_ring(), token_bytes(32)
    wrapped = [ring.wrap(SOMEBODY, key) for _ in range(3)]

    assert [ring.unwrap(SOMEBODY, "demo-1", each) for each in wrapped] == [key] * 3
    assert len(set(wrapped)) == 3
    assert all(key not in each for each in wrapped)


def test_a_retired_key_still_unwraps_and_wraps_no_more() -> None:
    key = token_bytes(32)
    old, between, new = rings.a_ring(1), rings.a_ring(2, 1), rings.a_ring(2)

    assert between.unwrap(SOMEBODY, "wrap-1", old.wrap(SOMEBODY, key)) == key
    assert new.unwrap(SOMEBODY, "wrap-2", between.wrap(SOMEBODY, key)) == key
    with pytest.raises(Unavailable):
        new.unwrap(SOMEBODY, "wrap-1", old.wrap(SOMEBODY, key))


def test_a_key_that_was_wrapped_otherwise_cannot_be_read() -> None:
    ring, key = a_ring(), token_bytes(32)
    wrapped = ring.wrap(SOMEBODY, key)
    attempts = (
        (a_ring(wrap=encoded(token_bytes(32))), SOMEBODY, "demo-1", wrapped),
        (a_ring(wrap_id="demo-2"), SOMEBODY, "demo-2", wrapped),
        (ring, SOMEBODY, "demo-2", wrapped),
        (ring, OTHER, "demo-1", wrapped),
        (ring, SOMEBODY, "demo-1", b""),
        (ring, SOMEBODY, "demo-1", wrapped[:-1]),
        (ring, SOMEBODY, "demo-1", b"\x02" + wrapped[1:]),
        (ring, SOMEBODY, "demo-1", wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
    )

    for other, subject, wrap_id, content in attempts:
        with pytest.raises(Unavailable) as unreadable:
            other.unwrap(subject, wrap_id, content)
        assert unreadable.value.code == "vault.unreadable"
