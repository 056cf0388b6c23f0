"""The base of every error that is meant for the user: whoever catches it shows its text and goes on."""


class Fault(Exception):
    """Something foreseen went wrong; `str(fault)` is one plain sentence that says what, and what to do."""
