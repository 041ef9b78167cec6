"""`hub export ddas`: arrangements for the exchange of debt help, each on an article, and less what is secret."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from adapters.cli.days import SHOWN, read_day
from adapters.cli.on_behalf import AGENCY, BY, REASON, behalf, reading, refused, with_parts
from adapters.cli.serve import CONFIG
from adapters.cli.terminal import say, tell
from hub.errors import BadInput

if TYPE_CHECKING:
    from adapters.exchange.ddas import DeliveredPart, Trajectory
    from adapters.parts import Parts
    from adapters.settings import Settings
    from adapters.settings_exchange import ExchangeSettings
    from consent.parties import Agency
    from hub.actions.export_arrangement import Exported, Recipient
    from hub.actions.read_carried import OnBehalf

MOST: Final = 1000
"""Arrangements in one delivery."""


def ddas(  # noqa: PLR0913 each is an option of its own
    *,
    agency: Annotated[str, AGENCY],
    arrangement: Annotated[list[str], typer.Option("--arrangement", help="Id of an arrangement; may be repeated.")],
    municipality: Annotated[str, typer.Option("--municipality", help="Code of the municipality that receives it.")],
    article: Annotated[str, typer.Option("--article", help="The article that allows it. Stands in the log.")],
    since: Annotated[date, typer.Option("--since", help="First day of the period.", parser=read_day, metavar=SHOWN)],
    until: Annotated[date, typer.Option("--until", help="The day after its last.", parser=read_day, metavar=SHOWN)],
    by: Annotated[str, BY],
    reason: Annotated[str, REASON],
    headers: Annotated[
        Path | None, typer.Option("--headers", help="File for the headers that go with it: digest and signature.")
    ] = None,
    config: Annotated[Path, CONFIG] = Path("hub.toml"),
) -> None:
    """Write a DDAS 1.0 delivery to standard output."""
    from hub.actions.export_arrangement import Recipient

    wish = behalf(agency, by, reason, article)
    _check(municipality, arrangement, since, until)
    recipient = Recipient(municipality=municipality, article=article)

    async def step(parts: "Parts", settings: "Settings") -> "tuple[bytes, list[Exported]]":
        from adapters.exchange.ddas import Delivery, encoded

        exchange = _exchange(settings)
        given = [await _exported(parts, wish, each, recipient) for each in arrangement]
        written = [await _trajectory(parts, each, municipality) for each in given]
        delivery = Delivery(
            delivery_from=since,
            delivery_until=until - timedelta(days=1),
            delivered_at=parts.clock.now().replace(microsecond=0),
            supplier=exchange.supplier,
            deliveries=(_part(exchange, municipality, written),),
        )
        text = encoded(delivery)
        if headers is not None:
            _sign(text, headers, exchange, parts)
        return text, given

    text, given = with_parts(config, step)
    say(text.decode())
    for code in sorted({owner for each in given for owner in each.kept_back}):
        tell(f"kept back: claims of {code}: needs.legal_basis")


def _check(municipality: str, arrangements: list[str], since: date, until: date) -> None:
    from hub.actions.read_carried import ExportProblem

    if not (len(municipality) == len("0363") and municipality.isascii() and municipality.isdigit()):
        raise BadInput("exchange.no_municipality", "That is no code of a municipality.", "Write its four digits.")
    if len(arrangements) > MOST:
        raise BadInput("exchange.too_many", f"More than {MOST} arrangements.", "Make several deliveries.")
    if until <= since:
        raise refused(ExportProblem.PERIOD_EMPTY)


def _exchange(settings: "Settings") -> "ExchangeSettings":
    if settings.exchange is None:
        raise BadInput("exchange.not_configured", "This configuration has no [exchange].", "Say there who delivers.")
    return settings.exchange


async def _exported(parts: "Parts", wish: "OnBehalf", arrangement: str, recipient: "Recipient") -> "Exported":
    from hub.actions.export_arrangement import ExportArrangement
    from hub.actions.read_carried import ExportProblem

    export = ExportArrangement(
        agencies=_agencies(),
        listing=reading(parts).listing,
        store=parts.store,
        vault=parts.vault,
        clock=parts.clock,
    )
    found = await export(wish, arrangement, recipient)
    if isinstance(found, ExportProblem):
        raise refused(found)
    return found


async def _trajectory(parts: "Parts", exported: "Exported", municipality: str) -> "Trajectory":
    from adapters.exchange.ddas import trajectory

    return trajectory(
        exported,
        bsn=await parts.directory.bsn_of(exported.subject),
        municipality=municipality,
        as_of=parts.clock.today(),
        names={agency.code: agency.name for agency in _agencies()},
    )


def _agencies() -> "tuple[Agency, ...]":
    """All that the registry knows: an owner's secrecy counts, whether or not it can be asked here."""
    from adapters.agencies import agency_profile, registry

    return tuple(agency_profile.load(registry.folder(code)).agency for code in registry.AGENCIES)


def _part(exchange: "ExchangeSettings", municipality: str, written: "list[Trajectory]") -> "DeliveredPart":
    from adapters.exchange.ddas import DeliveredPart, Organization

    organization = Organization(kvk_number=exchange.kvk_number, municipality=municipality)
    return DeliveredPart(counter=1, organization=organization, trajectories=tuple(written))


def _sign(text: bytes, headers: Path, exchange: "ExchangeSettings", parts: "Parts") -> None:
    """Write the headers that go with a delivery, for who sends it."""
    from adapters.agencies.payload_signature import PayloadSigner
    from adapters.exchange.signing_key import read_signing_key

    if exchange.key_file is None:
        raise BadInput("exchange.key_file", "There is no key to sign with.", "Name it in exchange.key_file.")
    signer = PayloadSigner(
        key=read_signing_key(exchange.key_file), header=exchange.signature_header, now=parts.clock.now
    )
    headers.write_text(json.dumps(dict(signer.headers(text)), indent=2), encoding="utf-8")
