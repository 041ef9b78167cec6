"""The organizations that the configuration knows, as they would come themselves."""

from collections.abc import Iterable

from adapters.settings import IssuerSettings
from consent.parties import AgencyCode, ClientId, Oin, Requester, Role


def registered(issuers: Iterable[IssuerSettings]) -> tuple[Requester, ...]:
    """List every organization's client. A worker is none: each look of theirs needs a case."""
    return tuple(
        Requester(
            client=ClientId(name),
            role=Role(known.role),
            issuer=row.issuer,
            agency=AgencyCode(known.agency) if known.agency else None,
            oin=Oin(known.oin),
            purposes=frozenset(known.purposes),
            scopes=frozenset(known.scopes),
            bsn_basis=known.bsn_basis,
        )
        for row in issuers
        if row.kind == "partner"
        for name, known in row.clients.items()
        if known.oin is not None and known.role != "staff"
    )
