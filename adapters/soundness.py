"""What has to be sound before anything starts, beside the configuration itself: files that it names."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from pydantic import BaseModel

from adapters.identity.signer import KeySigner
from adapters.parts import destroyed_keys
from adapters.settings import Mode, Settings
from hub.errors import BadInput


def unusable_signing_keys(settings: Settings) -> list[str]:
    """Find why nothing could be signed."""
    try:
        KeySigner.from_settings(settings.keys, demo=settings.mode is Mode.DEMO)
    except BadInput as fault:
        return [fault.happened.rstrip(".")]
    return []


def unreadable_list(settings: Settings) -> list[str]:
    """Find why nobody could tell whose keys were destroyed."""
    listed = destroyed_keys(settings)
    try:
        if listed is not None:
            listed.check()
    except BadInput as fault:
        return [f"{fault.code}: {fault.happened} {fault.todo}".rstrip(".")]
    return []


ENDS_SOON: Final = timedelta(days=30)
"""How long before its end a certificate is named: time enough to get another one."""

LEAST_ROOM: Final = 200_000_000
"""Bytes of a disk below which it is named as nearly full."""

MADE_LATER: Final = frozenset({"keys.destroyed_file", "demo.clock_file"})
"""Files of whose absence somebody else says more."""

BESIDE_A_DATABASE: Final = ("-wal", "-shm")
"""What SQLite adds to the name of a database, for files that hold pages of it."""

FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""What a file may let its group and everybody do."""

HOLD_CERTIFICATES: Final = ("ca_file", "cert_file", "manager_certs_file")


def cares(settings: Settings, now: datetime, away: Sequence[tuple[str, Path, str]]) -> Iterator[str]:
    """Find what an operator has to care about beside what keeps the hub from starting: files, certificates, room.

    `away` is what `unread_files` found.
    """
    yield from (says for _, _, says in away)
    unread = {(key, file) for key, file, _ in away}
    for key, file in named_files(settings):
        if key.endswith(HOLD_CERTIFICATES) and (key, file) not in unread:
            yield from _ends(key, file, now)
    yield from _room(settings)
    yield from _open_to_others(settings)


def unread_files(settings: Settings) -> list[tuple[str, Path, str]]:
    """Find the files that nobody here could read: by key, with what to do. Whoever needs one would say so again."""
    found = []
    for key, file in named_files(settings):
        if key in MADE_LATER:
            continue
        if not file.is_file():
            says = f"{key}: the file {file.name} is not there; put it in its place, or leave the key out"
            found.append((key, file, says))
        elif not os.access(file, os.R_OK):
            found.append((key, file, f"{key}: the file {file.name} may not be read; let the hub's user read it"))
    return found


def named_files(part: BaseModel, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """Every file that the configuration names, by its key."""
    for name in type(part).model_fields:
        yield from _files_in(f"{prefix}{name}", getattr(part, name))


def _files_in(key: str, value: object) -> Iterator[tuple[str, Path]]:
    match value:
        case Path():
            yield key, value
        case BaseModel():
            yield from named_files(value, f"{key}.")
        case tuple():
            for place, each in enumerate(value):
                named = "" if isinstance(each, Path) else f".{getattr(each, 'id', getattr(each, 'name', place))}"
                yield from _files_in(f"{key}{named}", each)
        case dict():
            for name, each in value.items():
                yield from _files_in(f"{key}.{name}", each)
        case _:
            return


def _ends(key: str, file: Path, now: datetime) -> Iterator[str]:
    """Name a certificate that has ended, or soon will. A file without any is named where it is used."""
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except ValueError:
        return
    first = min(each.not_valid_after_utc for each in found)
    days = (first - now).days
    if first <= now:
        yield f"{key}: a certificate in {file.name} ended on {first.date()}; put a new one in its place"
    elif first - now <= ENDS_SOON:
        yield f"{key}: a certificate in {file.name} ends on {first.date()}, in {days} days; get a new one"


def has_room_for_store(settings: Settings) -> bool:
    """Say whether a database can be looked for: a file needs its folder."""
    file = _store_file(settings)
    return file is None or file.absolute().parent.is_dir()


def _store_file(settings: Settings) -> Path | None:
    _, is_file, path = settings.store.url.partition("sqlite:///")
    return Path(path.partition("?")[0]) if is_file and path else None


def _open_to_others(settings: Settings) -> Iterator[str]:
    """Name the files of a database that others than its owner can read or write."""
    store = _store_file(settings)
    for file in () if store is None else (store, *(store.with_name(store.name + end) for end in BESIDE_A_DATABASE)):
        if file.exists() and file.stat().st_mode & FOR_OTHERS:
            yield f"store.url: others than the hub's user may use {file.name}; take that away: chmod 600 {file.name}"


def _room(settings: Settings) -> Iterator[str]:
    """Name a place where nothing can be written, or soon cannot."""
    places = {"keys.destroyed_file": settings.keys.destroyed_file, "store.url": _store_file(settings)}
    for key, file in places.items():
        if file is None:
            continue
        if not file.absolute().parent.is_dir():
            yield f"{key}: the folder of {file.name} is not there; make it"
        elif not os.access(file if file.exists() else file.absolute().parent, os.W_OK):
            yield f"{key}: {file.name} may not be written; let the hub's user write it"
        elif (left := shutil.disk_usage(file.absolute().parent).free) < LEAST_ROOM:
            yield f"{key}: its disk has room for {left // 1_000_000} MB only; nothing is done that finds no room"
