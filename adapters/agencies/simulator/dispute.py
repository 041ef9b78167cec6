"""What an agency has of the disputes that it was told of: each key once, and nothing decided about it here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.agencies.simulator import asked
from adapters.agencies.simulator.asked import Refused
from adapters.agencies.simulator.bsn import is_test_bsn

NEEDED = {"key", "to", "bsn", "reference", "wrong", "words", "disputedOn"}
WRONGS = {"not_mine", "paid", "amount", "twice", "too_old", "something_else"}
LONGEST = 1_000
KEPT_AT_MOST = 100_000


@dataclass(slots=True, kw_only=True)
class DisputeBook:
    """The disputes by key, with how often each was told."""

    entries: dict[str, Mapping[str, object]] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)

    def cross_out(self, body: bytes, *, key: str, oin: str) -> Mapping[str, object]:
        """Take in that one was taken back, known or not: what comes under its key after that is refused."""
        content = asked.json_object(body)
        if content != {"key": key, "to": oin}:
            raise _malformed("What is taken back is named by key and to, those of the address and of this agency.")
        if key not in self.withdrawn and len(self.withdrawn) >= KEPT_AT_MOST:
            raise Refused(503, "This simulator has no room for more.")
        self.withdrawn[key] = self.withdrawn.get(key, 0) + 1
        self.entries.pop(key, None)
        return {"key": key, "reply": "received"}

    def write_down(self, body: bytes, *, key: str, oin: str) -> Mapping[str, object]:
        """Take one in; the same again changes nothing, and another under its key is refused."""
        content = read(body, key=key, oin=oin)
        if key in self.withdrawn:
            raise Refused(422, "What was told under this key was taken back.", code="errand.key_reused")
        if self.entries.get(key, content) != content:
            raise Refused(422, "Something else was told under this key.", code="errand.key_reused")
        if key not in self.entries and len(self.entries) >= KEPT_AT_MOST:
            raise Refused(503, "This simulator has no room for more.")
        self.entries[key] = content
        self.told[key] = self.told.get(key, 0) + 1
        return {"key": key, "reply": "received"}


def read(body: bytes, *, key: str, oin: str) -> Mapping[str, object]:
    """Read one dispute. `oin` is the number of the agency that it must be for."""
    content = asked.json_object(body)
    if set(content) != NEEDED:
        raise _malformed(f"A dispute has exactly: {', '.join(sorted(NEEDED))}.")
    if content["key"] != key:
        raise _malformed("The body is of another dispute than the address.")
    if content["to"] != oin:
        raise _malformed("The dispute is for another agency.")
    if not isinstance(content["bsn"], str) or not is_test_bsn(content["bsn"]):
        raise _malformed("bsn must be a test number: 99999xxxx, passing the eleven-test.")
    if content["wrong"] not in WRONGS:
        raise _malformed(f"wrong is one of: {', '.join(sorted(WRONGS))}.")
    texts = {"reference": 1, "words": 0}
    if not all(
        isinstance(content[name], str) and least <= len(str(content[name])) <= LONGEST for name, least in texts.items()
    ):
        raise _malformed("reference and words are short texts.")
    asked.day(content["disputedOn"], "disputedOn")
    return content


def _malformed(detail: str) -> Refused:
    return Refused(400, detail, code="errand.malformed")
