"""The manual, and what makes the parts of it that list what the program has."""
