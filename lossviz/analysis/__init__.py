"""What a loss looks like and what a model does: numbers for figures, tables and words."""
