"""What is known and what follows from it: words, dated law, the decision, what the hub can do.

Imports the standard library and `consent`, nothing else: this half can be read, run and tested with a bare Python.
"""
