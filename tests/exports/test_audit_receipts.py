"""Which receipts come into an export, what is counted of the others, and what is done where it breaks off."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hub_world import PlainVault
from taking_out import ALL, Account, Exporting, Noon
from whole_logs import MemoryLog, a_line

from adapters.exports import audit_export
from adapters.exports.audit_export import AuditExport
from consent.parties import SubjectRef
from hub.actions.disclose_receipts import Disclosed, DiscloseReceipts, Sealed
from hub.actions.export_log import TakenBy, Told
from hub.audit.events import AuditRecord, Event
from hub.errors import BadInput, Unavailable

WHOSE = replace(ALL, subject="person-1", receipts=True, article="AVG 58(1)(e)")
FOUND: Mapping[str, Disclosed | Sealed] = {
    "p-1": Disclosed(opening="1" * 64, receipt=b'{"format":2}'),
    "p-2": Sealed.EXPIRED,
    "p-3": Disclosed(opening="3" * 64, receipt=b'{"format":3}'),
    "p-4": Sealed.DAMAGED,
    "p-5": Sealed.ERASED,
    "p-6": Sealed.EXPIRED,
}


def kept(proposal: str, **changes: object) -> AuditRecord:
    return a_line(event=Event.PROPOSAL_KEPT, outcome={"proposal": proposal, "receipt": "0" * 64}, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(DiscloseReceipts):
    """Gives what a test says, and keeps what it was asked."""

    asked: list[tuple[str, str, Told]] = field(default_factory=list)

    async def __call__(self, by: TakenBy, person: SubjectRef, proposal: str, told: Told) -> Disclosed | Sealed:
        assert by is not None
        self.asked.append((person, proposal, told))
        return FOUND[proposal]


@dataclass
class Taking(Exporting):
    """Exports with receipts that stand there."""

    disclose: Standing = field(
        default_factory=lambda: Standing(own=Account(), store=Account(), vault=PlainVault(), clock=Noon())
    )

    @property
    def export(self) -> AuditExport:
        return replace(super().export, disclose=self.disclose)

    def receipts(self) -> list[tuple[int, str]]:
        lines = (self.folder / "receipts.ndjson").read_bytes().splitlines()
        return [(told["seq"], told["opening"][0]) for told in map(json.loads, lines)]


@pytest.fixture
def taking(tmp_path: Path) -> Taking:
    lines = [a_line(), *(kept(f"p-{number}") for number in range(1, 7)), kept("p-9", subject=SubjectRef("person-2"))]
    return Taking(MemoryLog.of(lines), tmp_path / "export")


async def test_receipts_of_the_person_come_by_the_number_of_their_line_and_the_rest_is_counted(taking: Taking) -> None:
    state = await taking.take(WHOSE)
    told = taking.read("manifest.json")

    assert taking.receipts() == [(2, "1"), (4, "3")]
    assert state.receipts == {"disclosed": 2, "expired": 2, "damaged": 1, "erased": 1}
    assert told["counts"]["receipts"] == state.receipts
    assert (told["filter"]["receipts"], told["filter"]["article"]) == (True, "AVG 58(1)(e)")
    assert {(person, export["export"], export["article"]) for person, _, export in taking.disclose.asked} == {
        ("person-1", "export-1", "AVG 58(1)(e)")
    }
    begun, complete = taking.account.outcomes
    assert (begun["article"], "receipts" in begun, complete["receipts"]) == ("AVG 58(1)(e)", False, 2)


async def test_without_the_wish_nobody_is_asked_for_any(taking: Taking) -> None:
    state = await taking.take(replace(ALL, subject="person-1", article="AVG 58(1)(e)"))

    assert (state.receipts, taking.disclose.asked) == ({}, [])
    assert "receipts.ndjson" not in taking.names
    assert "article" not in taking.read("manifest.json")["filter"]


async def test_where_it_breaks_off_after_them_they_are_read_and_written_down_again(
    taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> bytes:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(audit_export, "package", full)
        with pytest.raises(OSError, match="no space"):
            await taking.take(WHOSE)
    await taking.take(WHOSE, resume=True)

    assert taking.receipts() == [(2, "1"), (4, "3")]
    assert [proposal for _, proposal, _ in taking.disclose.asked] == [*FOUND, *FOUND]


async def test_where_one_cannot_be_written_down_there_is_no_export(
    taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(*_arguments: object) -> None:
        raise Unavailable("audit.behind", "Behind.")

    monkeypatch.setattr(Standing, "__call__", closed)
    with pytest.raises(Unavailable, match=r"audit\.behind"):
        await taking.take(WHOSE)
    assert "manifest.json" not in taking.names


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"subject": None}, "export.receipts_of_nobody"),
        ({"article": None}, "export.no_basis"),
        ({"article": " "}, "export.no_basis"),
    ],
)
def test_receipts_of_nobody_and_on_nothing_are_no_order(wrong: dict[str, str | None], code: str) -> None:
    with pytest.raises(BadInput) as raised:
        replace(WHOSE, **wrong)  # type: ignore[arg-type] # what a caller may give
    assert raised.value.code == code
