"""The story file: what it holds, how a document of it is read, and how a broken one is repaired."""
