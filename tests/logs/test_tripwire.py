"""Nothing that names a person or opens a door gets into a log, whoever writes the line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from logs.speaker import WAYS

from adapters import tripwire
from adapters.tripwire import TRIPPED, WITHHELD, trips

NUMBER = "999990" + "032"
ACCOUNT = "NL91ABNA" + "0417164300"
TOKEN = "eyJhbGciOiJFUzI1NiJ9." + "eyJzdWIiOiJub29yIn0.c2lnbmF0dXJl"
PRIVATE = "-----BEGIN PRIVATE" + " KEY-----\nMIGHAgEAMBMGByqGSM49"

MUST_NOT = {
    "number": NUMBER,
    "number in words": f"person {NUMBER}.",
    "number in an address": f"https://agency.example/people/{NUMBER}?a=1",
    "number against letters": f"bsn{NUMBER}x",
    "number with dots": f"{NUMBER[:4]}.{NUMBER[4:6]}.{NUMBER[6:]}",
    "number with blanks": f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}",
    "number as a number": int(NUMBER),
    "number in a list": [{"who": [NUMBER]}],
    "number in a compact list": f"[7,{NUMBER}]",
    "number after a comma": f"7,{NUMBER}",
    "number after an amount": f"12.345,67,{NUMBER}",
    "number as bytes": NUMBER.encode(),
    "account": f"to {ACCOUNT} now",
    "account in groups": "NL91 ABNA 0417" + " 1643 00 and more",
    "account in small letters": ACCOUNT.lower(),
    "foreign account": "paid from DE89" + "370400440532013000",
    "token": f"token {TOKEN}",
    "token cut off": TOKEN[:40],
    "authorization header": "Authorization: x",
    "authorization in a dict": {"authorization": "secret"},
    "authorization as raw headers": [(b"authorization", b"secret")],
    "bearer": "Bearer " + "mF_9.B5f-4.1JqM5",
    "proof": "DPoP: x",
    "cookie": "cookie=abc",
    "set-cookie": "Set-Cookie: hub=1",
    "private key": PRIVATE,
    "private JWK": {"kty": "EC", "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"},
    "address with password": "postgresql://hub:geheim@db/hub",
    "much": "x" * 10_001,
}

MAY = {
    "nine digits that are no number": "999990033",
    "ten digits": f"{NUMBER}1",
    "a fraction": f"0.{NUMBER}",
    "an amount": f"1.{NUMBER[:3]}.{NUMBER[3:6]}.{NUMBER[6:]},00",
    "a moment to the billionth": f"10:30:00.{NUMBER}",
    "a trace id": f"4bf92f3577b34da6a3ce{NUMBER}abc",
    "an OIN": "00000099000000099000",
    "a moment": "2026-11-24T10:30:00.123456+00:00",
    "words": "Bearer token missing; the cookie and the DPoP proof were not looked at.",
    "no account": "NL91ABNA" + "0417164301",
    "an address": "http://127.0.0.1:9101/v1/financial-claims",
    "places": ["hub.actions.collect:120", "adapters.agencies.line:88"],
    "nothing": None,
    "yes": True,
}


@pytest.mark.parametrize("value", MUST_NOT.values(), ids=MUST_NOT)
def test_it_trips_on_what_must_not_get_out(value: object) -> None:
    line = tripwire.withhold(None, "info", {"event": "said", "reason": value})

    assert line == {"event": "said", "reason": WITHHELD, TRIPPED: True}


@pytest.mark.parametrize("value", MAY.values(), ids=MAY)
def test_it_lets_pass_what_an_operator_needs(value: object) -> None:
    assert not trips(value)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("words", [NUMBER, ACCOUNT, TOKEN, PRIVATE], ids=["number", "account", "token", "key"])
def test_it_gets_out_in_no_way(way: str, words: str) -> None:
    said = _spoken(way, f"before {words} after")

    assert words.splitlines()[0] not in said
    assert "before" not in said
    lines = [json.loads(line) for line in said.splitlines()]
    # What is not allowed is dropped and what cannot be put together is not written: there is nothing left to trip on.
    assert [line.get(TRIPPED) for line in lines] == {"traceback": [None], "broken": []}.get(way, [True])


@pytest.mark.parametrize("way", [way for way in WAYS if way != "broken"])
def test_what_may_be_said_is_said(way: str) -> None:
    (line,) = map(json.loads, _spoken(way, "all is well").splitlines())

    assert TRIPPED not in line
    assert line["level"] in {"info", "warning", "error"}
    if way == "traceback":
        assert (line["event"], line["kind"], line["logger"]) == ("it failed", "ValueError", "authlib.oauth2")
        assert line["places"][0].startswith("speaker.py:")
    else:
        assert "all is well" in json.dumps(line)


def _spoken(way: str, words: str) -> str:
    """What a process that logs as a hub does writes, on both outputs."""
    tests = Path(__file__).parent.parent
    ran = subprocess.run(
        [sys.executable, str(tests / "logs" / "speaker.py"), way],
        input=words,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *sys.path])},
    )
    return ran.stdout + ran.stderr
