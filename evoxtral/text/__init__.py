"""The tagged-text language and what is done to it; no sound, no model."""
