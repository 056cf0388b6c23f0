"""Commands that decide on stories."""
