"""In the notebook: record, correct, hear, keep."""
