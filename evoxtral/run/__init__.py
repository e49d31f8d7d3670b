"""All of it, one stage after the other, and from the shell."""
