"""Commands that print suggestions."""
