"""What the application talks to, `library.Library`: stories with their judgements and suggestions."""
