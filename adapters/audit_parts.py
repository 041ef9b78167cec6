"""Who signs the audit log and who witnesses it, chosen as the configuration names them. Nothing here connects."""

from datetime import timedelta

from adapters.agencies import tls
from adapters.audit.asking import Asking
from adapters.audit.ports import Log
from adapters.audit.sealing import Sealing
from adapters.audit.signers import LogSigner
from adapters.audit.signing import CheckpointSigner
from adapters.audit.watch import Watch
from adapters.audit.witnesses import Witnesses, WitnessPlace
from adapters.settings import Mode, Settings
from adapters.system import SystemClock
from hub.audit.note_key import read_vkey
from hub.audit.policy import Policy, Witness
from hub.audit.sealed import Enough
from hub.errors import BadInput


def log_signer(settings: Settings) -> LogSigner | None:
    """Read the keys that sign the log; None where a demo names none. Raises BadInput that names the fault.

    What is signed bears the machine's time, whatever day it is in a demo.
    """
    audit = settings.audit
    if not audit.signing_key_files:
        return None
    return LogSigner.from_files(
        audit.signing_key_files,
        origin=audit.origin,
        is_demo=settings.mode is Mode.DEMO,
        now=SystemClock().now,
    )


def witnesses(settings: Settings) -> Witnesses:
    """Those who are asked to sign too. Raises BadInput for a certificate that cannot be used."""
    return Witnesses(
        [
            WitnessPlace(
                name=each.name,
                url=each.url,
                key=read_vkey(each.vkey),
                tls=tls.context(each, f"audit.witnesses.{each.name}"),
                timeout_s=each.timeout_s,
            )
            for each in settings.audit.witnesses
        ]
    )


def sealing(settings: Settings, log: Log, watch: Watch, asked: Witnesses, enough: Enough) -> Sealing:
    """What seals the log as long as the hub serves. Raises BadInput for keys that cannot be used."""
    every, signer, wall = timedelta(seconds=settings.audit.checkpoint_s), log_signer(settings), SystemClock().now
    return Sealing(
        log=log,
        watch=watch,
        origin=settings.audit.origin,
        signer=CheckpointSigner(signer) if signer else None,
        asking=Asking(log=log, watch=watch, witnesses=asked, enough=enough, again_after=every, wall=wall),
        checkpoint_every=every,
        wall=wall,
    )


def log_policy(settings: Settings) -> Policy:
    """Whom the operator says to believe about this log. Raises BadInput where nobody signs it."""
    signer = log_signer(settings)
    if signer is None:
        raise BadInput("audit.unsigned", "Nobody signs this log.", "Name the keys in [audit].")
    return Policy(
        log=signer.keys,
        witnesses=tuple(Witness(name=each.name, key=read_vkey(each.vkey)) for each in settings.audit.witnesses),
        quorum=settings.audit.needed(is_demo=settings.mode is Mode.DEMO),
    )


def unusable_log_keys(settings: Settings) -> list[str]:
    """Find why nothing could be signed about the log, and who would be their own witness."""
    try:
        signer = log_signer(settings)
    except BadInput as fault:
        return [fault.happened.rstrip(".")]
    own = {key.public for key in signer.keys} if signer else set()
    return [
        f"audit.witnesses {each.name}: its key is one of the log's own"
        for each in settings.audit.witnesses
        if read_vkey(each.vkey).public in own
    ]
