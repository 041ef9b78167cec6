"""The answer to one question: may this requester see these claims about this person, for this purpose.

The folder owns the words for *who*. It imports the standard library only.
"""
