"""Text on a screen of cells: made safe, wrapped, shortened."""
