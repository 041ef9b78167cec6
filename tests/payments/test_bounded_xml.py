import pytest

from adapters.payments import bounded_xml
from adapters.payments.bounded_xml import MOST_DEPTH, NotReadable, parse

LAUGHS = '<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def test_names_are_read_with_their_namespaces() -> None:
    read = parse(b'<a xmlns="urn:x" b="1"><c>text</c> tail</a>')

    assert (read.tag, read.attrib, read[0].tag, read[0].text) == ("{urn:x}a", {"b": "1"}, "{urn:x}c", "text")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        ("<!DOCTYPE a><a/>", "document type"),
        ("<a>&b;</a>", "no XML"),
        ("<a><b></a>", "no XML"),
        ("", "no XML"),
        ("%PDF-1.7", "no XML"),
        ("<a>" * (MOST_DEPTH + 1) + "</a>" * (MOST_DEPTH + 1), "too many parts"),
    ],
    ids=["entities", "outside", "doctype", "unknown entity", "cut off", "empty", "something else", "deep"],
)
def test_what_could_do_harm_is_not_read(text: str, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        parse(text.encode())


def test_no_more_is_read_than_there_can_be() -> None:
    with pytest.raises(NotReadable, match="too many parts"):
        parse(b"<a><b/><b/></a>", most_elements=2)
    with pytest.raises(NotReadable, match="too long"):
        parse(b"<a/>", most_bytes=3)
    assert len(parse(b"<a><b/></a>", most_elements=2, most_bytes=11)) == 1
    assert bounded_xml.MOST_BYTES == 50_000_000
