"""The index in use: which one serves, and the processes that work on it in the background."""
