"""Taking back what the user changed, and making it again: steps, written down with what takes each back.

`undo.py` keeps the steps and turns them; `kinds.py` says what a kind of part has to do, and each of the other modules
has the parts of one corner of the library.
"""
