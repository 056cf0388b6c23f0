"""What comes from others and goes to them: records of coders, documents, codebooks."""
