"""The letter: what it says, in order. The web page and the PDF are two ways of showing the same pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from adapters.portal.agreement import Agreement, Debt
from adapters.portal.client.fragments import Why
from adapters.portal.client.remedies import RemediesOverviewOverviewClaimsEdgesNodeLegalRemedies as Remedy
from adapters.portal.site import Helpers
from adapters.portal.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence, with the article that it rests on. Articles are Dutch, whatever the letter is."""

    text: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    level: int = 2
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str
    is_lead: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What must not be missed."""

    title: str
    text: str
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and values."""

    rows: Sequence[tuple[str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    lines: Sequence[Line]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first cell of a row names it. `numeric` says which columns hold amounts."""

    caption: str
    columns: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str]]
    kind: Literal["table"] = "table"


Piece = Heading | Paragraph | Notice | Facts | Points | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter in one language, every amount and day written out."""

    title: str
    language: str
    author: str
    made: str
    pieces: Sequence[Piece]


def letter(agreement: Agreement, t: Texts, *, helpers: Helpers, today: date, is_demo: bool) -> Letter:
    """Write the letter about an agreement, as it stands today."""
    writer = _Writer(agreement=agreement, t=t, helpers=helpers, is_demo=is_demo)
    return Letter(
        title=t.plain("letter.title_proposal" if agreement.is_proposal else "letter.title"),
        language=t.language,
        author=t.plain("frame.brand"),
        made=t.plain("letter.made", day=t.day(today)),
        pieces=[
            *writer.notices(),
            *writer.decision(),
            *writer.payments(),
            *writer.reasons(),
            *writer.cannot_pay(),
            *writer.disagree(),
            *writer.help(),
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    agreement: Agreement
    t: Texts
    helpers: Helpers
    is_demo: bool

    def notices(self) -> Iterator[Piece]:
        """Say first what this is not."""
        about, t = self.agreement, self.t
        if self.is_demo:
            yield Notice(title=t.plain("frame.demo_label"), text=t.plain("frame.demo_text"))
        if about.reform:
            name, text = about.reform
            yield Notice(title=t.plain("words.under_reform", name=name), text=text)
        elif about.is_what_if:
            yield Notice(title=t.plain("words.what_if"), text=t.plain("words.what_if_text"))
        if about.is_proposal:
            until = t.day(about.until) if about.until else ""
            yield Notice(title=t.plain("letter.only_proposal"), text=t.plain("letter.only_proposal_text", day=until))

    def decision(self) -> Iterator[Piece]:
        """Say what was agreed, who decides, and what they said."""
        about, t, name = self.agreement, self.t, self.agreement.executes or "–"
        yield Heading(text=t.plain("letter.proposed" if about.is_proposal else "letter.decision"))
        if not about.is_proposal:
            yield Paragraph(text=t.plain("letter.agreed", day=t.day(about.since)), is_lead=True)
            yield Paragraph(text=t.plain(f"plan.says.{about.state.value}", name=name))
        if about.is_decided and about.begun_on:
            yield Paragraph(text=t.plain("letter.decided", name=name, day=t.day(about.begun_on)))
        elif not about.is_decided:
            yield Paragraph(text=t.plain(f"letter.decides.{about.how.value if about.how else 'SOMEBODY'}", name=name))
        yield Paragraph(text=t.plain("letter.prepares"))
        if about.replies:
            rows = list(
                dict.fromkeys((each.agency, each.text, t.plain(f"plan.reply.{each.reply}")) for each in about.replies)
            )
            columns = [t.plain("words.organisation"), t.plain("letter.message"), t.plain("letter.answer")]
            yield Table(caption=t.plain("plan.told"), columns=columns, numeric=[False, False, False], rows=rows)

    def payments(self) -> Iterator[Piece]:
        """Say how much, when, and who gets it."""
        about, t = self.agreement, self.t
        yield Heading(text=t.plain("proposal.what_you_pay"))
        yield Facts(rows=list(self._sums()))
        yield self._split()
        if about.dues:
            yield self._schedule()

    def _sums(self) -> Iterator[tuple[str, str]]:
        about, t = self.agreement, self.t
        if about.reference:
            yield t.plain("debt.reference"), about.reference
        yield (
            t.plain("letter.scheme"),
            t.plain(f"scheme.{about.scheme}" if t.has(f"scheme.{about.scheme}") else "scheme.other"),
        )
        if about.article:
            yield t.plain("words.article"), about.article
        if about.agreed is not None and about.open is not None:
            yield t.plain("plan.agreed"), t.amount(about.agreed)
            yield t.plain("plan.open"), t.amount(about.open)
        yield t.plain("letter.together"), t.amount(about.total)
        yield t.plain("agree.months"), t.number(len(about.dues))
        if about.dues:
            yield t.plain("proposal.first"), t.day(about.dues[0].on)
            yield t.plain("proposal.last"), t.day(about.dues[-1].on)
        if about.open_afterwards:
            yield t.plain("proposal.open_after"), t.amount(about.open_afterwards)
        if about.review_on:
            yield t.plain("proposal.review_on"), t.day(about.review_on)

    def _split(self) -> Table:
        about, t = self.agreement, self.t
        sums = ["proposal.in_all"] if about.is_proposal else ["plan.agreed", "plan.open"]
        rows = [
            [each.name, t.amount(each.agreed), *([] if each.open is None else [t.amount(each.open)])]
            for each in about.per_agency
        ]
        columns = [t.plain("words.organisation"), *(t.plain(key) for key in sums)]
        return Table(
            caption=t.plain("proposal.split"), columns=columns, numeric=[False, *[True] * len(sums)], rows=rows
        )

    def _schedule(self) -> Table:
        about, t = self.agreement, self.t
        names = [each.name for each in about.per_agency] if any(due.shares for due in about.dues) else []
        is_paid = any(due.paid is not None for due in about.dues)
        columns = [
            t.plain("proposal.day"),
            t.plain("proposal.amount"),
            *([t.plain("plan.paid")] if is_paid else []),
            *names,
        ]
        rows = [
            [
                t.day(due.on),
                t.amount(due.amount),
                *([t.amount(due.paid or 0)] if is_paid else []),
                *(t.amount(due.shares.get(name, 0)) for name in names),
            ]
            for due in about.dues
        ]
        return Table(
            caption=t.plain("proposal.table"), columns=columns, numeric=[False, *[True] * (len(columns) - 1)], rows=rows
        )

    def reasons(self) -> Iterator[Piece]:
        """Say why it is so, with the articles, and what holds."""
        about, t = self.agreement, self.t
        yield Heading(text=t.plain("proposal.why"))
        if about.reasons:
            yield Points(lines=_lines(about.reasons))
        else:
            yield Paragraph(text=t.plain("letter.reasons_gone"))
        if about.conditions:
            yield Heading(text=t.plain("proposal.conditions"), level=3)
            yield Points(lines=_lines(about.conditions))

    def cannot_pay(self) -> Iterator[Piece]:
        """Say what to do when it is too much."""
        t = self.t
        yield Heading(text=t.plain("letter.cannot_pay"))
        texts = [t.plain(f"letter.too_much.{number}") for number in (1, 2, 3)]
        yield Points(lines=[Line(text=text) for text in texts])

    def disagree(self) -> Iterator[Piece]:
        """Say debt by debt what can be done against it: they differ."""
        t = self.t
        yield Heading(text=t.plain("debt.disagree"))
        yield Paragraph(text=t.plain("letter.per_debt"))
        for debt in self.agreement.debts:
            yield Heading(text=t.plain("letter.debt", label=debt.label, name=debt.owner), level=3)
            yield Facts(rows=self._debt(debt))
            if debt.remedies is None:
                yield Paragraph(text=t.plain("letter.remedies_unknown", name=debt.owner))
            elif not debt.remedies:
                yield Paragraph(text=t.plain("debt.no_remedy"))
            for remedy in debt.remedies or ():
                yield from self._remedy(remedy)

    def _debt(self, debt: Debt) -> list[tuple[str, str]]:
        t = self.t
        found = [(t.plain("debt.reference"), debt.reference), (t.plain("proposal.amount"), t.amount(debt.amount))]
        if self.agreement.is_proposal:
            found.append((t.plain("proposal.done"), t.plain(f"proposal.treatment.{debt.treatment.value}")))
        return found

    def _remedy(self, remedy: Remedy) -> Iterator[Piece]:
        t = self.t
        yield Heading(text=remedy.remedy.capitalize(), level=4)
        yield Paragraph(text=remedy.says.text)
        yield Facts(
            rows=[
                (t.plain("debt.where"), remedy.body),
                (t.plain("debt.until"), t.day(remedy.ends_on) if remedy.ends_on else t.plain("debt.no_end")),
                (t.plain("debt.possible_now"), t.plain(f"debt.is_open.{remedy.is_open.value}")),
                (t.plain("words.article"), remedy.article),
            ]
        )
        yield Paragraph(text=remedy.effect.text)
        if remedy.paying_waives_it:
            yield Paragraph(text=t.plain("debt.paying_waives"))

    def help(self) -> Iterator[Piece]:
        """Say whom to call."""
        t = self.t
        yield Heading(text=t.plain("help.title"))
        yield Paragraph(
            text=t.plain("letter.call", name=self.helpers.called(self.t.language), phone=self.helpers.phone)
        )
        yield Paragraph(text=t.plain("help.call_hours"))
        yield Paragraph(text=t.plain("help.municipality_text"))
        yield Paragraph(text=t.plain("letter.as_page"))


def _lines(reasons: Sequence[Why]) -> list[Line]:
    return [Line(text=reason.text, article=reason.article or None) for reason in reasons]
