"""Themes and the stylesheet."""
