"""Languages as data: how each is told, how its sentences end, and for some of them what speaks of concerns and parties.

One file a language, which whoever speaks it can correct: see docs/languages.md.
"""
