"""Bytes to stories: the formats that feeds, lists of feeds and pages come in."""
