"""Commands that show stories and change nothing."""
