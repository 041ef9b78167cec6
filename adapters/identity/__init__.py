"""Who somebody is: from a token to a requester, from a number to a reference and back, and the keys behind it.

The only folder that knows BSNs; no number, token, key or name leaves it in a message, a log or an exception. What it
needs from the store it declares itself (`directory.SubjectRows`), and `adapters.bootstrap` joins the two.
"""
