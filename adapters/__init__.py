"""Everything that is not us: agencies, store, identity, web, command line. One subfolder per outside party.

The pieces are joined in `bootstrap.py` only.
"""
