"""The disposable index of one story file: SQLite with FTS5, rebuilt from the file whenever in doubt."""
