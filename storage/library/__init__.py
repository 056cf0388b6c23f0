"""What the application talks to: stories with their judgements and suggestions."""
