"""Everything in the configuration of the audit log that must not stand."""

from urllib.parse import urlsplit

from adapters.settings_audit import DEMO_ORIGIN, FEWEST_WITNESSES, AuditSettings
from hub.audit.note import MOST_SIGNATURES
from hub.audit.note_key import read_vkey

KEYS = (2, 4)
"""One of each kind; two while keys are changed."""


def faults(audit: AuditSettings, *, is_demo: bool) -> list[str]:
    """Find what could not work, or would let one party be counted as several; and in production what proves nothing."""
    found = [f"audit.witnesses: two are called {name}" for name in _twice([each.name for each in audit.witnesses])]
    if _twice([read_vkey(each.vkey).public.hex() for each in audit.witnesses]):
        found.append("audit.witnesses: two have one key, and would be counted as two")
    found.extend(
        f"audit.witnesses {each.name}: url: an http address without a user, a query or a fragment is needed"
        for each in audit.witnesses
        if not _can_be_asked(each.url)
    )
    if audit.needed(is_demo=is_demo) > len(audit.witnesses):
        found.append(f"audit.quorum: {audit.needed(is_demo=is_demo)} of {len(audit.witnesses)} witnesses cannot sign")
    if audit.behind_after_s < audit.checkpoint_s:
        found.append("audit.behind_after_s: shorter than checkpoint_s, so that every line would wait too long")
    if len(audit.witnesses) + len(audit.signing_key_files) > MOST_SIGNATURES:
        found.append(f"audit.witnesses: with the log's keys more than {MOST_SIGNATURES} would sign one checkpoint")
    if audit.witnesses and not audit.signing_key_files:
        found.append("audit.signing_key_files: none is named, so that witnesses have nothing to sign")
    return found if is_demo else [*found, *_production_faults(audit)]


def _production_faults(audit: AuditSettings) -> list[str]:
    wrong = {
        "audit.origin: the demo's; name your own log": audit.origin == DEMO_ORIGIN,
        "audit.signing_key_files: name the two keys that sign the log": len(audit.signing_key_files) not in KEYS,
        f"audit.witnesses: name {FEWEST_WITNESSES} or more that are not the operator; alone, the operator could "
        "rebuild the whole log": len(audit.witnesses) < FEWEST_WITNESSES,
        f"audit.quorum: less than {FEWEST_WITNESSES}": audit.needed(is_demo=False) < FEWEST_WITNESSES,
    }
    return [
        *(fault for fault, is_so in wrong.items() if is_so),
        *(
            f"audit.witnesses {each.name}: url: unencrypted"
            for each in audit.witnesses
            if urlsplit(each.url).scheme != "https"
        ),
    ]


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _can_be_asked(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(host)
        and parts.username is None
        and not parts.query
        and not parts.fragment
    )
