"""What the hub can do, made of the chosen parts."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.routing import Route

from adapters.agencies import agency_profile, kept_answers, registry
from adapters.agencies.agency_profile import AgencyProfile
from adapters.agencies.fcid import profile as fcid_profile
from adapters.audit_parts import log_policy
from adapters.exports.audit_export import NO_POLICY, AuditExport, Order, Seal
from adapters.exports.audit_manifest import Edition as AuditEdition
from adapters.identity.keys import KeyRing
from adapters.identity.people import PeopleDirectory
from adapters.identity.restored import Restored
from adapters.identity.vault import KeyVault
from adapters.metrics_parts import deciding
from adapters.parts import Parts, enough
from adapters.payments.reference import reference_of
from adapters.settings import Settings
from adapters.store.engine import Database
from adapters.store.key_rows import SqlKeyRows
from adapters.store.own_lines import SqlOwnLines
from adapters.store.review_rows import SqlReviewQueue
from adapters.store.store import SqlStore
from adapters.store.subjects import SqlSubjects
from adapters.store.whole_log import SqlWholeLog
from adapters.system import VERSION, RandomIds, SystemClock, is_iban, trace_id
from adapters.tripwire import trips
from adapters.web.admission import AtDoor
from adapters.web.audit_exports import AuditDoor, Take
from adapters.web.export_wish import Wish
from adapters.web.own_data import Beside, OwnDataDoor
from consent.activities import Controller
from consent.parties import AgencyCode
from hub.actions import law
from hub.actions.accept_arrangement import AcceptArrangement
from hub.actions.advise import Advise
from hub.actions.answer_dispute import AnswerDispute
from hub.actions.answer_request import AnswerRequest
from hub.actions.capacity import ComputeCapacity
from hub.actions.change_arrangement import ChangeArrangement
from hub.actions.collect import Collect
from hub.actions.compare import Compare
from hub.actions.consent_receipt import GiveReceipts
from hub.actions.decide_review import DecideReview
from hub.actions.destroy_again import DestroyAgain
from hub.actions.disclose_receipts import DiscloseReceipts
from hub.actions.dispute_claim import DisputeClaim
from hub.actions.end_mandate import EndMandate
from hub.actions.erase_person import ErasePerson
from hub.actions.export_log import Auditor, ExportLog
from hub.actions.export_own_data import ExportOwnData
from hub.actions.give_consent import GiveConsent
from hub.actions.give_mandate import GiveMandate
from hub.actions.list_accesses import ListAccesses
from hub.actions.list_grants import ListGrants
from hub.actions.list_mandates import ListMandates
from hub.actions.list_requests import ListRequests
from hub.actions.make_payment_link import MakePaymentLink
from hub.actions.name_person import NamePerson
from hub.actions.narrow_consent import NarrowConsent
from hub.actions.preview import Compute
from hub.actions.propose import Propose
from hub.actions.recognize_representative import RecognizeRepresentative
from hub.actions.request_change import RequestChange
from hub.actions.request_consent import RequestConsent
from hub.actions.request_review import RequestReview
from hub.actions.say_in_review import SayInReview
from hub.actions.show_accepted import ShowAccepted
from hub.actions.show_arrangement import ShowArrangement
from hub.actions.show_disputes import ShowDisputes
from hub.actions.show_receipt import ShowReceipt
from hub.actions.show_reviews import ShowReviews
from hub.actions.withdraw_consent import WithdrawConsent
from hub.actions.withdraw_dispute import WithdrawDispute
from hub.actions.withdraw_review import WithdrawReview
from hub.audit.fingerprint import fingerprint
from hub.ports import Clock, LookUpPace
from hub.rules.reader import Book
from schema.context import Actions, Services
from schema.review_actions import ReviewActions


def services(
    parts: Parts, book: Book, *, test_only: bool, confirmed: frozenset[str] | None, pace: LookUpPace
) -> Services:
    """Put together what stays the same from request to request."""
    return Services(
        actions=actions_of(parts, book, confirmed, pace),
        agencies=tuple(source.agency for source in parts.sources),
        book=book,
        register=parts.register,
        clock=parts.clock,
        directory=PeopleDirectory(directory=parts.directory, keys=parts.keys, test_only=test_only),
        payment_reference=reference_of,
        contacts=parts.contacts,
    )


def destroying_again(engine: Database, keys: KeyRing, clock: Clock) -> DestroyAgain:
    """What destroys the keys again that a restored backup brought back.

    No watch is asked: what waits for witnesses would wait with a key that must not be there, and a line is written.
    """
    return DestroyAgain(
        back=Restored(SqlKeyRows(engine), keys.destroyed),
        store=SqlStore(engine),
        vault=KeyVault(SqlSubjects(engine), keys),
        clock=clock,
        trace=trace_id,
    )


def actions_of(parts: Parts, book: Book, confirmed: frozenset[str] | None, pace: LookUpPace) -> Actions:
    store, clock, ids = parts.store, parts.clock, RandomIds()
    collect = Collect(
        sources=parts.sources,
        store=store,
        vault=parts.vault,
        clock=clock,
        register=parts.register,
        ids=ids,
        edition=parts.edition,
        pace=pace,
    )
    compute = deciding(parts.meters, book=book, clock=clock, version=VERSION, confirmed=confirmed)
    show = ShowArrangement(store=store, vault=parts.vault, clock=clock)
    agencies = tuple(source.agency for source in parts.sources)
    known = frozenset(agency.code for agency in agencies)
    give = GiveConsent(agencies=agencies, register=parts.register, book=book, store=store, clock=clock, ids=ids)
    change = ChangeArrangement(store=store, vault=parts.vault, clock=clock, ids=ids, closing=parts.closing, book=book)
    return Actions(
        collect=collect,
        compute=compute,
        advise=Advise(book=book, clock=clock),
        compare=Compare(book=book, clock=clock, confirmed=confirmed),
        compute_capacity=ComputeCapacity(book=book, store=store, clock=clock),
        propose=Propose(
            collect=collect, compute=compute, show=show, store=store, vault=parts.vault, clock=clock, ids=ids
        ),
        show_arrangement=show,
        accept_arrangement=_accepting(parts, collect, compute, ids),
        change_arrangement=change,
        make_payment_link=MakePaymentLink(change=change, links=parts.links),
        request_change=_requesting(parts, collect, compute, ids),
        show_accepted=ShowAccepted(
            agencies=agencies,
            register=parts.register,
            edition=parts.edition,
            store=store,
            vault=parts.vault,
            clock=clock,
        ),
        show_receipt=ShowReceipt(show=show, store=store, vault=parts.vault, proofs=parts.proofs),
        reviews=reviews_of(parts, book, collect, compute),
        give_consent=give,
        narrow_consent=NarrowConsent(store=store, clock=clock),
        withdraw_consent=WithdrawConsent(store=store, clock=clock),
        list_grants=ListGrants(store=store, clock=clock),
        give_receipts=GiveReceipts(
            agencies=agencies, register=parts.register, store=store, signer=parts.signer, clock=clock
        ),
        request_consent=RequestConsent(agencies=agencies, register=parts.register, store=store, clock=clock, ids=ids),
        answer_request=AnswerRequest(give=give, store=store, clock=clock),
        list_requests=ListRequests(store=store, clock=clock),
        give_mandate=GiveMandate(known=known, book=book, store=store, clock=clock, ids=ids),
        end_mandate=EndMandate(store=store, clock=clock),
        list_mandates=ListMandates(store=store, clock=clock),
        name_person=NamePerson(store=store, clock=clock),
        recognize_representative=RecognizeRepresentative(known=known, book=book, store=store, clock=clock, ids=ids),
        list_accesses=ListAccesses(store=store, clock=clock),
        erase_person=ErasePerson(store=store, vault=parts.vault, clock=clock, book=book),
    )


def _accepting(parts: Parts, collect: Collect, compute: Compute, ids: RandomIds) -> AcceptArrangement:
    return AcceptArrangement(
        collect=collect,
        compute=compute,
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        ids=ids,
        closing=parts.closing,
        is_account=is_iban,
    )


def _requesting(parts: Parts, collect: Collect, compute: Compute, ids: RandomIds) -> RequestChange:
    return RequestChange(
        collect=collect,
        compute=compute,
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
        ids=ids,
        closing=parts.closing,
    )


def reviews_of(parts: Parts, book: Book, collect: Collect, compute: Compute) -> ReviewActions:
    shared: dict[str, Any] = {"store": parts.store, "vault": parts.vault, "clock": parts.clock}
    return ReviewActions(
        request=RequestReview(collect=collect, compute=compute, ids=RandomIds(), carries_number=trips, **shared),
        decide=DecideReview(book=book, carries_number=trips, **shared),
        show=ShowReviews(waiting=SqlReviewQueue(parts.engine), **shared),
        say=SayInReview(carries_number=trips, **shared),
        withdraw=WithdrawReview(book=book, **shared),
        dispute=DisputeClaim(collect=collect, compute=compute, ids=RandomIds(), carries_number=trips, **shared),
        answer_dispute=AnswerDispute(book=book, carries_number=trips, **shared),
        withdraw_dispute=WithdrawDispute(book=book, **shared),
        show_disputes=ShowDisputes(**shared),
    )


def log_export(parts: Parts, settings: Settings, book: Book, sdl: str) -> AuditExport:
    """What takes lines out of the log. What is signed bears the machine's time, whatever day it is in a demo."""
    own = SqlOwnLines(parts.engine, parts.watch)
    return AuditExport(
        log=SqlWholeLog(parts.log, enough(settings)),
        account=ExportLog(own=own, store=parts.store, clock=parts.clock),
        disclose=DiscloseReceipts(own=own, store=parts.store, vault=parts.vault, clock=parts.clock),
        edition=AuditEdition(
            code=VERSION,
            register=parts.register.fingerprint,
            rules=fingerprint(book),
            sdl=sha256(sdl.encode()).hexdigest(),
        ),
        seal=Seal(sign=parts.signer.sign_detached, keys=parts.signer.published(), now=SystemClock().now),
        policy=log_policy(settings).written if settings.audit.signing_key_files else NO_POLICY,
        new_id=RandomIds().new,
        processors={code: f"urn:nld:oin:{oin}" for code, oin in numbers_of_agencies().items()},
    )


def audit_routes(parts: Parts, settings: Settings, book: Book, sdl: str, at_door: AtDoor) -> Sequence[Route]:
    """Where auditors take lines out of the log."""
    export = log_export(parts, settings, book, sdl)
    door = AuditDoor(
        take=taking(export, numbers_of_agencies()),
        account=export.account,
        disclose=export.disclose,
        agencies=frozenset(registry.AGENCIES),
        trips=trips,
        at_door=at_door,
    )
    return door.routes()


def own_data_routes(parts: Parts, book: Book, joined: Services, at_door: AtDoor) -> Sequence[Route]:
    """Where a person takes home all that is here about them."""

    def values(rules: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        policy = law.of_today(book, parts.clock)
        return {rule: {"value": policy.get(rule).value, "unit": policy.get(rule).unit} for rule in rules}

    def controllers() -> Sequence[Controller]:
        in_force = parts.register.in_force(parts.clock.today())
        return tuple(dict.fromkeys(activity.controller for activity in in_force))

    known, form = profiles_of_agencies(), fcid_profile.load(kept_answers.FORM)
    door = OwnDataDoor(
        export=ExportOwnData(
            receipts=joined.actions.give_receipts,
            store=parts.store,
            vault=parts.vault,
            clock=parts.clock,
            carries_number=trips,
        ),
        recognize=joined.actions.recognize_representative,
        beside=Beside(
            number_of=parts.directory.bsn_of,
            answers=lambda kept, bsn: kept_answers.kept_answers(kept, bsn=bsn, known=known, form=form),
            values=values,
            controllers=controllers,
            contacts={str(code): contact for code, contact in parts.contacts.items()},
            version=VERSION,
        ),
        at_door=at_door,
    )
    return door.routes()


def taking(export: AuditExport, numbers: Mapping[str, str]) -> Take:
    """Let auditors take lines out at the door. `numbers` has the number of each agency by its code."""

    async def take(folder: Path, wish: Wish, by: Auditor) -> None:
        order = Order(
            first=wish.first,
            last=wish.last,
            subject=wish.subject,
            agency=wish.agency,
            oin=numbers[wish.agency] if wish.agency else None,
            activity=wish.activity,
            formats=frozenset({wish.form}),
            sample=wish.sample,
            seed=wish.seed,
            since=wish.since,
            receipts=wish.receipts,
            article=wish.article,
        )
        await export(folder, order, by)

    return take


def numbers_of_agencies() -> Mapping[str, str]:
    """The number of each agency that the registry knows, whether or not it can be asked here."""
    return {str(code): str(profile.agency.oin) for code, profile in profiles_of_agencies().items()}


def profiles_of_agencies() -> Mapping[AgencyCode, AgencyProfile]:
    """Each agency that the registry knows, whether or not it can be asked here, as its folder describes it."""
    return {AgencyCode(code): agency_profile.load(registry.folder(code)) for code in registry.AGENCIES}
