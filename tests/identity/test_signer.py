"""Signing, publishing and opening: what holds, and everything that must not."""

import base64
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.signed_text import Flaw, Opened, opened, read_keys
from adapters.identity.signer import KeySigner
from adapters.settings import KeySettings
from hub.errors import BadInput

TYP = "consent-receipt+jws"
CONTENT = {"said": "yes"}


def a_key(kid: str | None = "signing-1", curve: str = "P-256") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid} if kid else None)


def written(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def settings(key: Path | None, retired: Path | None = None) -> KeySettings:
    more = {"signing_key_file": key, "retired_signing_keys_file": retired}
    return KeySettings.model_validate({"wrap_id": "w", "wrap": "x", "index": "y", **more})


def a_signer(folder: Path, key: ECKey, *retired: ECKey, demo: bool = False) -> KeySigner:
    file = written(folder, "signing.jwk", key.as_dict(private=True))
    before = written(folder, "retired.jwks", {"keys": [each.as_dict(private=False) for each in retired]})
    return KeySigner.from_settings(settings(file, before if retired else None), demo=demo)


def signed(signer: KeySigner, content: object = CONTENT) -> str:
    return signer.sign(json.dumps(content).encode(), typ=TYP)


def published(signer: KeySigner) -> str:
    return json.dumps(signer.published())


def encoded(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_what_was_signed_opens_with_the_published_key(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key())

    found = opened(signed(signer), read_keys(published(signer)))
    assert found == Opened(kid="signing-1", typ=TYP, content=CONTENT)


def test_only_public_numbers_are_published(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key(), a_key("signing-0"))

    keys = signer.published()["keys"]
    assert [key["kid"] for key in keys] == ["signing-1", "signing-0"]
    assert all(set(key) == {"kid", "use", "alg", "kty", "crv", "x", "y"} for key in keys)


def test_an_old_receipt_still_opens_after_the_key_has_changed(tmp_path: Path) -> None:
    old, new = a_key("signing-1"), a_key("signing-2")
    receipt = signed(a_signer(tmp_path, old))
    rotated, without = a_signer(tmp_path, new, old), a_signer(tmp_path, new)

    assert isinstance(opened(receipt, read_keys(published(rotated))), Opened)
    assert opened(receipt, read_keys(published(without))) is Flaw.UNKNOWN_KEY


def test_every_single_changed_letter_is_found(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key())
    text, keys = signed(signer), read_keys(published(signer))

    taken = [
        place
        for place, letter in enumerate(text)
        if letter != "."
        for other in ("A", "B", "_", "!")
        if other != letter and isinstance(opened(text[:place] + other + text[place + 1 :], keys), Opened)
    ]
    assert taken == []
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [text[:-1] + letter for letter in last if letter != text[-1]]
    assert {opened(other, keys) for other in others} == {Flaw.CHANGED}


def test_forged_signatures_open_nothing(tmp_path: Path) -> None:
    key = a_key()
    signer = a_signer(tmp_path, key)
    keys = read_keys(published(signer))
    other = KeySigner(_key=a_key("signing-1"))
    public = json.dumps(signer.published()["keys"][0]).encode()

    def by_hand(header: dict[str, Any], secret: bytes | None = None) -> str:
        said = f"{encoded(header)}.{encoded(CONTENT)}"
        return f"{said}.{encoded(hmac.digest(secret, said.encode(), 'sha256')) if secret else ''}"

    forged = [
        signed(other),
        by_hand({"alg": "none", "kid": "signing-1", "typ": TYP}),
        by_hand({"alg": "HS256", "kid": "signing-1", "typ": TYP}, public),
        by_hand({"alg": "HS256", "kid": "signing-1", "typ": TYP}, key.as_pem(private=False)),
        by_hand({"alg": "ES256", "kid": "signing-1", "typ": TYP}, b"x"),
        by_hand({"kid": "signing-1", "typ": TYP}, b"x"),
        by_hand({"alg": "ES256", "kid": "signing-1", "typ": TYP, "crit": ["x"], "x": 1}, b"x"),
    ]
    assert [opened(text, keys) for text in forged] == [Flaw.CHANGED] * len(forged)


def test_a_key_that_is_not_named_or_not_ours_is_unknown(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key())
    keys = read_keys(published(signer))
    _, payload, signature = signed(signer).split(".")

    for header in (
        {"alg": "ES256"},
        {"alg": "ES256", "kid": ["signing-1"]},
        {"alg": "ES256", "kid": "x"},
        [1],
        b"\xff",
    ):
        assert opened(f"{encoded(header)}.{payload}.{signature}", keys) is Flaw.UNKNOWN_KEY
    assert opened(f"a.{payload}.{signature}", keys) is Flaw.UNKNOWN_KEY
    assert opened(signed(KeySigner(_key=a_key("signing-9"))), keys) is Flaw.UNKNOWN_KEY


def test_a_signature_over_what_is_no_object_opens_nothing(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key())
    keys = read_keys(published(signer))

    assert opened(signed(signer, [1]), keys) is Flaw.CHANGED
    assert opened(signer.sign(b"no json", typ=TYP), keys) is Flaw.CHANGED


@pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c.d", "a. b.c", "{}"])
def test_what_is_no_signed_text_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as fault:
        opened(text, read_keys(published(a_signer(tmp_path, a_key()))))
    assert fault.value.code == "signed.unreadable"


def test_other_kinds_of_keys_beside_ours_do_no_harm(tmp_path: Path) -> None:
    signer = a_signer(tmp_path, a_key())
    beside = RSAKey.generate_key(2048, {"kid": "rsa"}, private=False).as_dict()
    keys = read_keys(json.dumps({"keys": [beside, *signer.published()["keys"]]}))

    assert list(keys) == ["signing-1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"keys": 1}',
        '{"keys": []}',
        '{"keys": ["x"]}',
        '{"keys": [{"kty": "EC"}]}',
        "[" * 9999,
    ],
)
def test_a_file_without_our_keys_is_said_to_hold_none(text: str) -> None:
    with pytest.raises(BadInput) as fault:
        read_keys(text)
    assert fault.value.code == "keys.unreadable"


def test_two_keys_of_one_name_and_one_without_a_name_are_no_key_set() -> None:
    for kids in (("a", "a"), ("a", None)):
        keys = [a_key(kid).as_dict(private=False) for kid in kids]
        with pytest.raises(BadInput):
            read_keys(json.dumps({"keys": keys}))


def test_a_key_that_cannot_sign_is_refused_by_name_and_never_shown(tmp_path: Path) -> None:
    private = a_key().as_dict(private=True)
    cases: dict[str, object] = {
        "cannot be read as JSON": "no json",
        "no key of type EC": {"kty": "RSA"},
        "a public key signs nothing": a_key().as_dict(private=False),
        "curve P-256": a_key(curve="P-384").as_dict(private=True),
        "have a kid": {name: value for name, value in private.items() if name != "kid"},
        "a demo key in production": a_key("demo-signing-1").as_dict(private=True),
    }
    for says, content in cases.items():
        with pytest.raises(BadInput, match=says) as fault:
            KeySigner.from_settings(settings(written(tmp_path, "key.jwk", content)), demo=False)
        assert fault.value.code == "keys.signing"
        assert "keys.signing_key_file" in fault.value.happened
        assert str(private["d"]) not in str(fault.value)
        assert str(tmp_path) not in str(fault.value)
    for file in (None, tmp_path / "nowhere", tmp_path, written(tmp_path, "list.jwk", [1])):
        with pytest.raises(BadInput):
            KeySigner.from_settings(settings(file), demo=False)


def test_the_demo_signs_with_its_own_key(tmp_path: Path) -> None:
    assert signed(a_signer(tmp_path, a_key("demo-signing-1"), demo=True))


def test_retired_keys_must_be_public_and_have_names_of_their_own(tmp_path: Path) -> None:
    key = written(tmp_path, "key.jwk", a_key().as_dict(private=True))
    cases: dict[str, object] = {
        "no JWK Set": {"keys": []},
        "no JWK Set with": {"keys": "x"},
        "a private key": {"keys": [a_key("old").as_dict(private=True)]},
        "the kid of the key that signs": {"keys": [a_key("signing-1").as_dict(private=False)]},
        "two keys with one kid": {"keys": [a_key("old").as_dict(private=False) for _ in range(2)]},
        "no key of type EC": {"keys": ["x"]},
    }
    for says, content in cases.items():
        with pytest.raises(BadInput, match=says):
            KeySigner.from_settings(settings(key, written(tmp_path, "retired.jwks", content)), demo=False)
