"""The citizen portal: pages from the server, a client of the hub like any other.

Behind a wall: it imports nothing of ours and reaches the hub through the public GraphQL API alone, with documents that
are registered beforehand (`operations/`) and a client that is written from the contract (`client/`; `make schema`
writes both anew). Whoever joins it hands it what it needs:

    app = portal(Hub(url=..., transport=None), Site(...))      # adapters.portal.application

and stands around it, telling it who is logged in under `scope["hub.credentials"]` (`adapters.portal.visitor.Visitor`).
"""
