"""A team: decisions of this desk pushed to its log, and those of others taken in."""
