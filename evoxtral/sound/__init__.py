"""Any recording in one kind of array, and the built-in voice."""
