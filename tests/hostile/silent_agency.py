"""An agency that takes every question and never answers, and tells when whoever asked gave up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Queue


class SilentAgency(socketserver.ThreadingTCPServer):
    """Listens on a port of its own. `asked` and `given_up` get one entry per question."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.asked: Queue[None] = Queue()
        self.given_up: Queue[None] = Queue()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Question(socketserver.StreamRequestHandler):
    """One question: read to its end, and then to the end of the connection."""

    server: SilentAgency  # type: ignore[mutable-override]  # no other server makes these

    def handle(self) -> None:
        while self.rfile.readline().strip():
            pass
        self.server.asked.put(None)
        with suppress(ConnectionResetError):
            while self.rfile.read(1):
                pass
        self.server.given_up.put(None)


@contextmanager
def silent_agency() -> Iterator[SilentAgency]:
    """Listen for as long as the block lasts."""
    with SilentAgency() as agency:
        listening = threading.Thread(target=agency.serve_forever, daemon=True)
        listening.start()
        try:
            yield agency
        finally:
            agency.shutdown()
            listening.join()
