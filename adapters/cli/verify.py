"""`hub verify`: check what the hub signed with its published keys; no server, no network, no configuration."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from adapters.cli.receipt_words import words
from adapters.cli.terminal import Exit, say, say_json
from hub.actions.consent_receipt import KIND
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.identity.signed_text import Opened

MOST_BYTES: Final = 1_000_000
"""A receipt has some kilobytes."""

KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[str]]]] = {KIND: words}
"""What can be said in words, by what the signature is a signature of (`typ`)."""


def verify(
    path: Annotated[
        Path, typer.Argument(help="A signed consent receipt, a file; or an export of the audit log, a folder.")
    ],
    *,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="The hub's published keys (JWK Set), saved as a file.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="For an export: your own list of keys of log and witnesses.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="For an export: a checkpoint that you kept from before.")
    ] = None,
    since_policy: Annotated[
        Path | None, typer.Option("--since-policy", help="The policy for that one, where the log had other keys then.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="For an export: compute every disclosed decision again.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Check offline what the hub signed: a consent receipt, or an export of the audit log.

    Exit 1 where something was changed, dropped or moved, or the key is not ours; 2 where nothing could be checked.
    """
    if path.is_dir():
        from adapters.cli import verify_folder

        brought = verify_folder.Brought(policy=policy, since=since, since_policy=since_policy, keys=keys)
        if not verify_folder.is_good(path, brought, replays=replay, as_json=as_json):
            raise typer.Exit(Exit.FINDING)
        return
    if policy or since or since_policy or replay:
        happened = "--policy, --since, --since-policy and --replay are for an export, and this is no folder."
        raise BadInput("export.unreadable", happened, "Name the folder of the export.")
    if keys is None:
        raise BadInput("keys.missing", "A receipt is checked with the hub's keys.", "Name them with --keys.")
    _receipt(path, keys, as_json=as_json)


def _receipt(file: Path, keys: Path, *, as_json: bool) -> None:
    """Check one signed receipt, and say what was signed."""
    from adapters.identity.signed_text import Flaw, opened, read_keys

    found = opened(_text(file).strip(), read_keys(_text(keys)))
    if isinstance(found, Flaw):
        if as_json:
            say_json({"good": False, "why": found.value})
        else:
            why = "it was changed, or somebody else signed it" if found is Flaw.CHANGED else "the keys have not its key"
            say(f"✗ Not good ({found.value}): {why}.")
        raise typer.Exit(Exit.FINDING)
    _tell(found, as_json=as_json)


def _tell(found: "Opened", *, as_json: bool) -> None:
    if found.typ not in KINDS:
        happened = "It is signed, but as something that this version does not know."
        raise BadInput("signed.unknown_kind", happened, "Use the newest version of this command.")
    lines = KINDS[found.typ](found.content)
    if as_json:
        say_json({"good": True, "kid": found.kid, "typ": found.typ, "content": found.content})
        return
    say(f"✓ Good: signed with key {found.kid}, and not changed since.")
    for line in lines:
        say(line)


def _text(file: Path) -> str:
    """Read a file; a message never names it, for it may be called after a person."""
    try:
        with file.open("rb") as opened_file:
            written = opened_file.read(MOST_BYTES + 1)
        if len(written) > MOST_BYTES:
            raise BadInput("signed.unreadable", "It is too long.", "Name a file with one signed text.")
        return written.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput("signed.unreadable", "There is no such file to read.", "Name a file with text.") from None
