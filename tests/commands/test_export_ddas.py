"""`hub export ddas`: an arrangement for the exchange of debt help, on an article and signed."""

import base64
import hashlib
import json
import sqlite3

import jsonschema
import pytest
from commands.test_export import Folder
from exchange.test_ddas import SHAPE
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from payments.paying_folder import SOMEBODY

EC = ECKey.generate_key("P-256")
PUBLIC = RSAKey.import_key(RSAKey.generate_key(2048).as_dict(private=False))
WHAT = ("--municipality", "0344", "--since", "2026-11-01", "--until", "2026-12-01")
ARTICLE = ("--article", "Wgs 8")


class Exchanging(Folder):
    """A folder whose hub delivers."""

    def __init__(self, path, *, key=None, configured=True):
        super().__init__(path)
        text = self.made.config.read_text(encoding="utf-8")
        if configured:
            text += '\n[exchange]\nsupplier = "hub"\nkvk_number = "12345678"\n'
        if key is not None:
            file = path / "exchange.jwk"
            file.write_text(json.dumps(key.as_dict(private=key.is_private)), encoding="utf-8")
            text += f'key_file = "{file}"\n'
        self.made.config.write_text(text, encoding="utf-8")

    def deliver(self, *more, arrangement=None, agency="cjib", what=WHAT, article=ARTICLE):
        named = ("--agency", agency, "--arrangement", arrangement or self.arrangement)
        return self.run("export", "ddas", *named, *what, *article, *more)

    def last_line(self):
        with sqlite3.connect(self.made.path / "hub.db") as connection:
            rows = connection.execute("SELECT record FROM audit_event ORDER BY seq DESC LIMIT 1")
            return json.loads(next(rows)[0])


def refused(ran):
    return ran.exception.code


def test_a_delivery_has_the_shape_of_the_standard_and_says_what_is_open(tmp_path):
    hub = Exchanging(tmp_path)
    ran = hub.deliver()
    written = json.loads(ran.stdout)
    jsonschema.validate(written, SHAPE, format_checker=jsonschema.FormatChecker())

    (case,) = written["leveringen"][0]["schuldhulptrajecten"]
    assert (written["startdatumLevering"], written["einddatumLevering"]) == ("2026-11-01", "2026-11-30")
    assert case["client"] == [{"Burgerservicenummer": SOMEBODY.digits}]
    assert [(debt["schuldeiser"]["naam"], debt["bedrag"]) for debt in case["schulden"]] == [
        ("CJIB", 600.0),
        ("DUO", 300.0),
    ]
    assert case["oplossing"] == {"startdatum": "2026-11-23", "soort": "Betalingsregeling"}
    assert (ran.exit_code, ran.stderr) == (0, "")


def test_the_person_can_read_on_which_article_it_was_given_and_to_whom(tmp_path):
    hub = Exchanging(tmp_path)
    hub.deliver()
    line = hub.last_line()

    assert (line["event"], line["worker"], line["case"]) == ("arrangement.exported", "operator-7", "run of january")
    assert line["outcome"] == {
        "arrangement": hub.arrangement,
        "agency": "cjib",
        "municipality": "0344",
        "article": "Wgs 8",
        "claims": 2,
    }


def test_what_is_delivered_is_signed_as_the_exchange_asks(tmp_path):
    key = RSAKey.generate_key(2048, {"kid": "exchange-1"})
    hub = Exchanging(tmp_path, key=key)
    ran = hub.deliver("--headers", str(tmp_path / "headers.json"))
    headers = json.loads((tmp_path / "headers.json").read_text(encoding="utf-8"))

    digest = base64.b64encode(hashlib.sha256(ran.stdout.removesuffix("\n").encode()).digest()).decode()
    assert headers["Digest"] == f"SHA-256={digest}"
    head, _, seal = headers["nlgov-adr-payload-sig"].split(".")
    payload = base64.urlsafe_b64encode(f"digest: SHA-256={digest}".encode()).decode().rstrip("=")
    registry = jws.JWSRegistry(algorithms=["PS256"], strict_check_header=False)
    assert jws.deserialize_compact(f"{head}.{payload}.{seal}", key, registry=registry).protected["alg"] == "PS256"


@pytest.mark.parametrize("key", [None, EC, PUBLIC], ids=["none", "another kind", "only the public half"])
def test_without_a_key_that_the_exchange_takes_nothing_is_signed(tmp_path, key):
    hub = Exchanging(tmp_path, key=key)

    assert refused(hub.deliver("--headers", str(tmp_path / "headers.json"))) == "exchange.key_file"
    assert not (tmp_path / "headers.json").exists()


def test_what_is_no_delivery_is_refused_with_the_reason(tmp_path):
    hub = Exchanging(tmp_path)
    what = dict(zip(WHAT[::2], WHAT[1::2], strict=True))

    def changed(**changes):
        given = {**what, **{f"--{name}": value for name, value in changes.items()}}
        return hub.deliver(what=[word for pair in given.items() for word in pair])

    assert refused(hub.deliver(article=("--article", " "))) == "export.no_basis"
    assert refused(hub.deliver(arrangement="another")) == "export.unknown_arrangement"
    assert refused(hub.deliver(agency="duo")) == "export.unknown_arrangement"
    assert refused(changed(municipality="Utrecht")) == "exchange.no_municipality"
    assert refused(changed(until="2026-11-01")) == "export.period_empty"
    many = [word for _ in range(1000) for word in ("--arrangement", "a")]
    assert refused(hub.deliver(*many)) == "exchange.too_many"


def test_a_hub_that_takes_no_part_delivers_nothing(tmp_path):
    hub = Exchanging(tmp_path, configured=False)

    assert refused(hub.deliver()) == "exchange.not_configured"
