"""One number for a whole book of rules: what was approved can be told from what was not."""

from hashlib import sha256

from hub.audit import canonical
from hub.rules.reader import Book


def fingerprint(book: Book) -> str:
    """SHA-256 over the canonical parameters, in order of id: 64 hexadecimal digits.

    Changes with every value, date, source, grade and word of a parameter; not with comments, the order of files or
    the layout of a file.
    """
    return sha256(canonical.dumps([book[name] for name in sorted(book)])).hexdigest()
