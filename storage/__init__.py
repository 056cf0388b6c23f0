"""The disk: stories, judgements, subscriptions, settings, and the index that makes them quick."""
