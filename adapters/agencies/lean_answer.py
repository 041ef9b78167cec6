"""One answer of an agency while it comes in: bytes in, one reply or one failure out (HTTP/1.1, RFC 9112).

httptools (llhttp) takes the bytes apart, as strictly as it can; here stands what it leaves to its caller: how many
headers, how large, how often an answer may be put off, and whether anything came after the end.
"""

from http import HTTPStatus

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser

from adapters.agencies.call_failed import CallFailed
from adapters.agencies.http_rules import HttpRules
from adapters.agencies.reasons import Reason
from adapters.agencies.transport import Reply

LARGEST_HEAD = 32 * 1024
"""Status line and headers together, those of interim answers too."""

MOST_HEADERS = 100
MOST_INTERIM = 5
"""An agency may say `100 Continue` or `103 Early Hints` before it answers, but not for ever."""

INTERIM = (HTTPStatus.CONTINUE, HTTPStatus.PROCESSING, HTTPStatus.EARLY_HINTS)
LOWEST_FINAL_STATUS = 200
BEGINS = b"HTTP/1."
"""The parser knows other protocols with the same grammar, which nobody speaks here."""

VERSIONS = ("1.1", "1.0")
_OF_USE = {
    name.encode(): name
    for name in ("content-type", "content-encoding", "content-length", "transfer-encoding", "retry-after")
}
_ENCODINGS = ("content-encoding", "transfer-encoding")


class LeanAnswer:
    """Reads one answer, and is thrown away with its parser: nothing of it can reach the next one."""

    __slots__ = (
        "_body",
        "_head_size",
        "_headers",
        "_headers_seen",
        "_interim_seen",
        "_is_complete",
        "_is_final",
        "_largest",
        "_parser",
        "_received",
        "_refused",
        "_rules",
        "_size",
        "_status",
        "_takes",
        "leaves_clean",
    )

    def __init__(self, rules: HttpRules, largest: int, takes: frozenset[int]) -> None:
        self._rules = rules
        self._largest = largest
        self._takes = takes
        self._status = 0
        self._received = self._size = self._head_size = 0
        self._headers: dict[str, str] = {}
        self._headers_seen = self._interim_seen = 0
        self._is_final = self._is_complete = False
        self._refused: CallFailed | None = None
        self._body: list[bytes] = []
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self.leaves_clean = False
        """Whether the connection stands before a new answer, so that it may carry another question."""

    @property
    def has_begun(self) -> bool:
        """Say whether a single byte came."""
        return self._received > 0

    def feed(self, data: bytes) -> Reply | CallFailed | None:
        """Take what came; None while the answer is not complete."""
        before, self._received = self._received, self._received + len(data)
        if self._parser is None or not data.startswith(BEGINS[before : self._received]):
            return _broken()
        try:
            self._parser.feed_data(data)
        except HttpParserCallbackError as error:
            outcome: Reply | CallFailed | None = self._outcome() or _broken(error.__context__)
        except (HttpParserError, HttpParserUpgrade):
            outcome = self._outcome() or _broken()
        else:
            outcome = self._outcome()
        if outcome is not None:
            self.drop()
        return outcome

    def drop(self) -> None:
        """Let go of the parser: it holds our methods and we hold it, which only the garbage collector would notice."""
        self._parser = None

    def _outcome(self) -> Reply | CallFailed | None:
        if self._refused is not None:
            return self._refused
        if self._is_complete:
            body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
            return Reply(content_type=self._headers.get("content-type", ""), body=body, status=self._status)
        if not self._is_final:
            # White space counts too; twice, since it is the headers' content that must stay below the bound.
            return _broken() if self._received > 2 * LARGEST_HEAD else None
        # What frames the body may weigh as much as the largest body itself, and no more.
        return CallFailed(Reason.TOO_LARGE) if self._received > LARGEST_HEAD + 2 * self._largest else None

    # What the parser tells, in this order

    def on_message_begin(self) -> None:
        if self._is_complete:
            # Nobody asked for a second answer: it is not read, and its connection is not used again.
            self.leaves_clean = False
            raise _broken()

    def on_status(self, words: bytes) -> None:
        self._head_size += len(words)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers_seen += 1
        self._head_size += len(name) + len(value)
        if self._headers_seen > MOST_HEADERS or self._head_size > LARGEST_HEAD:
            raise _broken()
        known = _OF_USE.get(name.lower())
        # What follows a body counts for nothing.
        if known is None or self._is_final:
            return
        if known in _ENCODINGS and known in self._headers:
            # Encoded twice, or two readings of one body.
            raise _broken()
        self._headers.setdefault(known, value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        parser = self._parser
        if parser is None or parser.get_http_version() not in VERSIONS:
            raise _broken()
        status = parser.get_status_code()
        if status < LOWEST_FINAL_STATUS:
            self._put_off(status)
            return
        self._is_final = True
        self._status = status
        try:
            self._rules.check(status, self._headers.get, largest=self._largest, takes=self._takes)
        except CallFailed as failed:
            # Not raised: where the rest has come too, the connection can be used again.
            self._refused = failed

    def on_body(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._largest:
            raise CallFailed(Reason.TOO_LARGE)
        self._body.append(piece)

    def on_message_complete(self) -> None:
        # An interim answer is no answer yet.
        self._is_complete = self._is_final
        self.leaves_clean = self._is_final and self._parser is not None and self._parser.should_keep_alive()

    def _put_off(self, status: int) -> None:
        self._interim_seen += 1
        if self._interim_seen > MOST_INTERIM or status not in INTERIM:
            raise _broken()
        self._headers.clear()


def _broken(told: BaseException | None = None) -> CallFailed:
    """Give the failure that a reader of ours told the parser; all else is a broken answer."""
    return told if isinstance(told, CallFailed) else CallFailed(Reason.CONNECTION_FAILED, may_pass=True)
