"""Second opinions, off until they are set up: a language model behind an address, and spaCy's names."""
