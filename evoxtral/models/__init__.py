"""One way to prompt, feed, adapt, time and guard a speech model of any family."""
