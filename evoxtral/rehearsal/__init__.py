"""Local servers that pass for the paid ones, so that every stage can be tried for nothing; and what the paid ones want: keys, waits."""
