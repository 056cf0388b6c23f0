"""Screens for coding together: what each coder says of a story, and who did what to it."""
