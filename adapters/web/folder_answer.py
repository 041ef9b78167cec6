"""A folder as an answer: a tar (POSIX), read from the disk while it is sent, and gone from there afterwards."""

import asyncio
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

TAR: Final = "application/x-tar"

CHUNK: Final = 256 * 1024


class FolderAnswer(Response):
    """Knows its length before it begins, so that whoever receives less notices."""

    def __init__(self, folder: Path, *, name: str, headers: Mapping[str, str]) -> None:
        self._folder = folder
        self._files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
        self._name = name
        length = sum(_whole(file.stat().st_size) + tarfile.BLOCKSIZE for file in self._files) + 2 * tarfile.BLOCKSIZE
        named = {"Content-Length": str(length), "Content-Disposition": f'attachment; filename="{name}.tar"'}
        super().__init__(headers={**headers, **named}, media_type=TAR)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            chunks = self._chunks()
            while chunk := await asyncio.to_thread(next, chunks, b""):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    def _chunks(self) -> Iterator[bytes]:
        for file in self._files:
            size = file.stat().st_size
            head = tarfile.TarInfo(f"{self._name}/{file.name}")
            head.size, head.mtime = size, int(file.stat().st_mtime)
            yield head.tobuf(tarfile.GNU_FORMAT)
            with file.open("rb") as opened:
                while read := opened.read(CHUNK):
                    yield read
            yield from filter(None, [bytes(_whole(size) - size)])
        yield bytes(2 * tarfile.BLOCKSIZE)


def _whole(size: int) -> int:
    """Whole blocks."""
    return -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
