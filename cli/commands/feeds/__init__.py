"""Commands that bring stories: subscriptions, refreshing, files."""
