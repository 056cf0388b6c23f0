"""Single files, whatever is in them: where they are, how they are read, replaced, locked, and laid out in lines."""
