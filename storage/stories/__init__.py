"""The story file: a TinyDB file with one document a line."""
