"""What banks are given and give, for tests: accounts, debits, and statements put together line by line."""

from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, fromstring

from adapters.settings_payments import AccountSettings
from consent.parties import AgencyCode
from hub.actions.export_collection import PlannedDebit
from hub.domain.money import Cents
from hub.life.collection import Debit
from hub.life.paying import Account, DebitMandate, Method, Paying
from hub.life.payment_reference import PaymentFor, tag_of

MADE_AT = datetime(2026, 12, 28, 9, tzinfo=UTC)
ON = date(2027, 1, 4)
OURS = "NL02ABNA0123456789"
ACCOUNTS = {
    "cjib": AccountSettings(name="CJIB", iban=OURS, bic="ABNANL2A", creditor_id="NL79ZZZ999999990000"),
    "duo": AccountSettings(name="Dienst Uitvoering Onderwijs", iban="NL20INGB0001234567"),
    "cak": AccountSettings(name="CAK", iban="NL44RABO0123456789"),
}
DIRECT = Paying(
    method=Method.DIRECT_DEBIT,
    account=Account(iban="NL21RBOS0123456789", holder="N. Visser"),
    mandate=DebitMandate(reference="M-1", signed_on=date(2026, 11, 23)),
)


def a_debit(
    cents: int = 3000, *, arrangement: str = "a", due_on: date = date(2027, 1, 1), first: bool = False
) -> PlannedDebit:
    return PlannedDebit(
        about=PaymentFor(tag=tag_of(arrangement), due_on=due_on),
        debit=Debit(due_on=due_on, amount=Cents(cents), is_first=first),
        paying=DIRECT,
    )


def opened(file: bytes, schema: str) -> Element:
    """A file of ours without its namespace, so that places in it are short."""
    text = file.decode().replace(f' xmlns="urn:iso:std:iso:20022:tech:xsd:{schema}"', "")
    return fromstring(text)  # noqa: S314 our own file


def texts(node: Element, place: str) -> list[str | None]:
    return [each.text for each in node.findall(place)]


def an_entry(
    euros: str = "30.00",
    *parts: str,
    rf: str | None = None,
    bank: str | None = "B-1",
    on: str = "2026-12-01",
    out: bool = False,
    reversal: bool = False,
    state: str = "<Sts><Cd>BOOK</Cd></Sts>",
    currency: str = "EUR",
) -> str:
    """An entry of a statement; `parts` are its transactions, and without any the reference makes one."""
    details = "".join(parts) or (a_part(rf=rf) if rf else "")
    return (
        f'<Ntry><Amt Ccy="{currency}">{euros}</Amt><CdtDbtInd>{"DBIT" if out else "CRDT"}</CdtDbtInd>'
        f"{'<RvslInd>true</RvslInd>' if reversal else ''}{state}<BookgDt><Dt>{on}</Dt></BookgDt>"
        f"{f'<AcctSvcrRef>{bank}</AcctSvcrRef>' if bank else ''}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def a_part(
    *,
    rf: str | None = None,
    euros: str | None = None,
    bank: str | None = None,
    end_to_end: str | None = None,
    typed: str | None = None,
    returned: str | None = None,
) -> str:
    """One transaction of an entry."""
    names = (f"<AcctSvcrRef>{bank}</AcctSvcrRef>" if bank else "") + (
        f"<EndToEndId>{end_to_end}</EndToEndId>" if end_to_end else ""
    )
    about = (f"<Ustrd>{typed}</Ustrd>" if typed else "") + (
        f"<Strd><CdtrRefInf><Ref>{rf}</Ref></CdtrRefInf></Strd>" if rf else ""
    )
    return (
        f"<TxDtls>{f'<Refs>{names}</Refs>' if names else ''}"
        + (f'<Amt Ccy="EUR">{euros}</Amt>' if euros else "")
        + f"{f'<RmtInf>{about}</RmtInf>' if about else ''}"
        f"{f'<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf>' if returned else ''}</TxDtls>"
    )


def a_statement(*entries: str, version: str = "08", account: str = OURS) -> bytes:
    return (
        f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>S-1</MsgId></GrpHdr><Stmt><Acct><Id><IBAN>{account}</IBAN></Id></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def a_report(
    *debits: tuple[str, str, str | None],
    file: str = "DD-1",
    group: str | None = None,
    part: str | None = None,
    why: str | None = None,
    version: str = "10",
) -> bytes:
    """A report on a file: of each debit its reference, its state and why; the state of the file and of a part of it."""

    def reason(code: str | None) -> str:
        return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""

    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{state}</TxSts>{reason(code)}</TxInfAndSts>"
        for name, state, code in debits
    )
    return (
        f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>R-1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{file}</OrgnlMsgId>"
        f"{f'<GrpSts>{group}</GrpSts>' if group else ''}{reason(why)}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
        f"{f'<PmtInfSts>{part}</PmtInfSts>' if part else ''}{told}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def owed(**amounts: int) -> dict[AgencyCode, Cents]:
    return {AgencyCode(code): Cents(cents) for code, cents in amounts.items()}
