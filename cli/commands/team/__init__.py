"""Commands on the user's team."""
