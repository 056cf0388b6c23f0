"""What a story is and what can be said about it. Pure: no I/O, no clock, no randomness."""
