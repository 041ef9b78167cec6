"""`hub witness`: remember how far somebody else's log had come, and sign that it only grew."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.serve import spoken, stop_with_parent
from adapters.cli.terminal import tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.audit.key_files import SigningKey
    from hub.audit.note_key import NoteKey


def witness(
    *,
    name: Annotated[str, typer.Option(help="Name of the witness, as its key was made with.")],
    key_file: Annotated[Path, typer.Option(help="Its private key (PEM); `hub audit keys --witness` makes one.")],
    log: Annotated[list[str], typer.Option(help="A key of a log that is witnessed (vkey); several times for several.")],
    state: Annotated[Path, typer.Option(help="Where it remembers. Whoever loses this file must stop being a witness.")],
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 9201,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="Stop when standard input ends.", hidden=True)
    ] = False,
) -> None:
    """Be a witness of logs until Ctrl-C: for a party that is not the operator of any of them."""
    import uvicorn

    from adapters.audit.witness import small_witness
    from adapters.audit.witness_memory import WitnessMemory
    from adapters.system import SystemClock, configure_logs

    key, logs = _key(key_file, name), _logs(log)
    with WitnessMemory.opened(state) as memory:
        try:
            made = small_witness(key, logs, memory=memory, now=SystemClock().now)
        except ValueError as fault:
            raise BadInput("witness.keys", f"A key that cannot be used: {fault}.", "Name another.") from None
        for origin in sorted(made.logs):
            tell(f"{origin}: {memory.seen(origin).size} entries are remembered.")
        if with_parent:
            threading.Thread(target=stop_with_parent, daemon=True).start()
        configure_logs()
        uvicorn.run(made.application(), **spoken(host, port))


def _key(file: Path, name: str) -> "SigningKey":
    from adapters.audit.key_files import read_signing_key

    try:
        return read_signing_key(file, name=name, cosigns=True)
    except ValueError as fault:
        raise BadInput("witness.keys", f"--key-file: {fault}.", "Make one with `hub audit keys --witness`.") from None


def _logs(vkeys: list[str]) -> "list[NoteKey]":
    from hub.audit.note_key import read_vkey

    try:
        return [read_vkey(vkey) for vkey in vkeys]
    except ValueError as fault:
        raise BadInput("witness.keys", f"--log: {fault}.", "Ask the log's operator for the line.") from None
