"""How good is a tagged transcript? Any system's; no torch."""
