"""Questions that the index answers: one module a kind of question."""
