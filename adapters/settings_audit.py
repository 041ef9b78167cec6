"""The configuration of what is signed about the audit log: with which keys, and who witnesses it."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from adapters.settings_part import Part
from hub.audit.note import is_key_name
from hub.audit.note_key import KeyKind, read_vkey

DEMO_ORIGIN: Final = "hub.voorbeeld.invalid/audit"
"""The name of a log about nobody; production has its own."""

FEWEST_WITNESSES: Final = 2
"""Outside parties that must have signed in production: one alone could be talked into silence."""

LONGEST_ORIGIN: Final = 255
"""Bytes of a name where it is signed (C2SP tlog-cosignature)."""


def _name(text: str) -> str:
    if not is_key_name(text) or "://" in text or len(text.encode()) > LONGEST_ORIGIN:
        raise ValueError("an address without `https://`, without spaces and plus signs, of 255 bytes at most")
    return text


def _cosigner(text: str) -> str:
    if read_vkey(text).kind is KeyKind.ED25519:
        raise ValueError("the key of a witness is one for cosignatures")
    return text


class WitnessSettings(Part):
    """Somebody outside who remembers how far the log had come, and signs that it only grew."""

    name: Annotated[
        str,
        Field(
            description="What we call it: what it signed is kept under this name, so it stays",
            pattern="^[a-z0-9][a-z0-9-]{0,62}$",
            examples=["rekenkamer"],
        ),
    ]
    url: Annotated[
        str, Field(description="Where it is asked, without `/add-checkpoint`", examples=["https://witness.example"])
    ]
    vkey: Annotated[
        str,
        AfterValidator(_cosigner),
        Field(description="Its public key, as it gives it: `NAME+ID+KEY`, for cosignatures (ML-DSA-44 or Ed25519)"),
    ]
    ca_file: Annotated[Path | None, Field(description="Certificates to trust instead of the system's")] = None
    cert_file: Annotated[Path | None, Field(description="Our certificate with its key (PEM), for mutual TLS")] = None
    timeout_s: Annotated[int, Field(description="Longest wait for one answer, in seconds", ge=1, le=30)] = 5


class AuditSettings(Part):
    """The log as others can check it."""

    origin: Annotated[
        str,
        AfterValidator(_name),
        Field(
            description="Name of the log, for ever: an address without `https://`, which need not lead anywhere",
            examples=["hub.example/audit"],
        ),
    ] = DEMO_ORIGIN
    signing_key_files: Annotated[
        tuple[Path, ...],
        Field(
            description=(
                "Private keys that sign the log (PEM, PKCS#8): one Ed25519 and one ML-DSA-44, as `hub audit keys` "
                "makes them; the old two and the new two while keys are changed. Without them nothing is signed, "
                "which only a demo may do"
            ),
            examples=["audit-ed25519.pem", "audit-ml-dsa-44.pem"],
        ),
    ] = ()
    witnesses: Annotated[
        tuple[WitnessSettings, ...],
        Field(description="Who is asked to sign too; parties that are not the operator, two at least in production"),
    ] = ()
    quorum: Annotated[
        int | None,
        Field(description="How many of them must have signed; 2 if unset, and in a demo none", ge=0, le=14),
    ] = None
    checkpoint_s: Annotated[
        int, Field(description="Longest time between two signed states of the log, in seconds", ge=1, le=3600)
    ] = 60
    behind_after_s: Annotated[
        int,
        Field(
            description=(
                "Seconds that a line may wait until enough witnesses signed; after that nothing more is written, and "
                "so nothing is done (`audit.behind`)"
            ),
            ge=1,
            le=604_800,
        ),
    ] = 3600

    def needed(self, *, is_demo: bool) -> int:
        """How many witnesses must have signed."""
        if self.quorum is not None:
            return self.quorum
        return 0 if is_demo else FEWEST_WITNESSES
