"""Work that must not be lost: done by DBOS, started from rows that were written with what they are about.

Nothing outside this folder knows DBOS. It keeps nothing that the `work` table does not say: what is to be done about
whom stands there, and DBOS's own rows hold ids only.
"""
