"""The part of `hub verify` that checks an export of the audit log, a folder, and says what it found."""

from dataclasses import dataclass
from pathlib import Path

from adapters.cli.terminal import say, say_json
from hub.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an auditor brings: policy, an older checkpoint with its policy, published keys. None: its own, or none."""

    policy: Path | None
    since: Path | None
    since_policy: Path | None
    keys: Path | None


def is_good(export: Path, brought: Brought, *, replays: bool, as_json: bool) -> bool:
    """Check an export, say what came of it, and give the verdict. Raises BadInput where nothing can be checked."""
    from adapters.exports import verify_export
    from adapters.exports.replayed import replay_all
    from adapters.system import VERSION

    try:
        report = verify_export.check(
            export,
            policy=brought.policy,
            since=brought.since,
            since_policy=brought.since_policy,
            keys=brought.keys,
        )
        if replays:
            replay_all(export, report, version=VERSION)
    except verify_export.UnreadableError as fault:
        raise BadInput(fault.code, fault.says, "Look at what was named, and try again.") from None
    except OSError:
        happened = "A file of the export cannot be read."
        raise BadInput("export.unreadable", happened, "Look at the folder, and try again.") from None
    if as_json:
        say_json(report.told())
    else:
        for line in verify_export.words(report):
            say(line)
    return not report.faults
