"""Commands that take files in and write files for others."""
