"""Addresses to bytes: HTTP within limits."""
