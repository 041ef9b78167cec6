"""`hub audit`: the keys that sign the log, and whom to believe about it."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, tell
from hub.errors import BadInput

app = typer.Typer(help="Keys that sign the audit log, and the policy by which others check it.", no_args_is_help=True)

LOG_FILES = ("audit-ed25519.pem", "audit-ml-dsa-44.pem")
"""The two keys of a log."""

WITNESS_FILE = "witness-ml-dsa-44.pem"


@app.command()
def keys(
    *,
    name: Annotated[str, typer.Option(help="Name of the log (`audit.origin`), or of the witness.")],
    witness: Annotated[bool, typer.Option("--witness", help="Make the one key of a witness.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the files go; none is overwritten.")] = Path(),
) -> None:
    """Make the two keys of a log, or the key of a witness, and print the public half of each (vkey)."""
    for line in make_keys(folder, name=name, is_witness=witness):
        say(line)
    tell("Keep the files where the database and its backups are not. Give others the printed lines.")


@app.command()
def policy(*, config: Annotated[Path, CONFIG] = Path("hub.toml")) -> None:
    """Print whom to believe about this log, as a file for those who check it: keys, witnesses, and how many."""
    from adapters import audit_parts
    from adapters import settings as configuration

    say(audit_parts.log_policy(configuration.load(config)).written.rstrip("\n"))


def make_keys(folder: Path, *, name: str, is_witness: bool = False, label: str | None = None) -> list[str]:
    """Write new keys; give the vkey of each. Raises BadInput for a name that cannot be, or a file that is there."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

    from adapters.audit.key_files import Private, SigningKey, write_signing_key

    files = (WITNESS_FILE,) if is_witness else LOG_FILES
    taken = [file for file in files if (folder / file).exists()]
    if taken or not folder.is_dir():
        happened = f"There is {', '.join(taken)} already." if taken else "There is no such folder."
        raise BadInput("audit.keys", happened, "Name another folder with --folder.")
    privates: list[Private] = [MLDSA44PrivateKey.generate()]
    if not is_witness:
        privates.insert(0, Ed25519PrivateKey.generate())
    try:
        made = [SigningKey.of(private, name=name, cosigns=is_witness) for private in privates]
    except ValueError as fault:
        raise BadInput("audit.keys", f"A name that cannot be: {fault}.", "Name it with --name.") from None
    for file, private in zip(files, privates, strict=True):
        write_signing_key(folder / file, private, label=label or "Signs notes (C2SP signed-note).")
    return [key.public.vkey for key in made]
