"""What is gone and must be known: earlier words of stories, and which stories must never come back."""
