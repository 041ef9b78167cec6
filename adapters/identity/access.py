"""Everything that decides who is let in, put together from the configuration."""

from adapters.identity import fsc
from adapters.identity.binding import SenderCheck
from adapters.identity.certificates import ForwardedCertificates
from adapters.identity.denials import DenialRows, DenyList
from adapters.identity.dpop import DpopProofs, Names, UsedProofs
from adapters.identity.fsc import FscConnections
from adapters.identity.parties import Parties, People
from adapters.identity.proxies import TrustedProxies
from adapters.identity.tokens import Keys, TokenChecker
from adapters.settings import Mode, Settings
from hub.ports import Clock


def token_checker(
    settings: Settings,
    *,
    keys: Keys,
    people: People,
    names: Names,
    used: UsedProofs,
    denied: DenialRows,
    clock: Clock,
) -> TokenChecker:
    """Make what checks each request. Raises BadInput where the FSC manager's certificates cannot be read."""
    identity = settings.identity
    certificates = ForwardedCertificates(proxies=TrustedProxies(settings.trusted_proxies), clock=clock)
    proofs = DpopProofs(
        public_url=settings.public_url,
        algorithms=identity.dpop_algorithms,
        used=used,
        clock=clock,
        names=names if identity.dpop_nonce else None,
    )
    return TokenChecker(
        issuers=identity.issuers,
        keys=keys,
        senders=SenderCheck(proofs=proofs, certificates=certificates),
        denials=DenyList(denied, clock),
        parties=Parties(people=people, names=names, test_only=settings.mode is Mode.DEMO),
        fsc=FscConnections(service=fsc.service(settings.fsc), certificates=certificates, clock=clock),
        clock=clock,
    )
