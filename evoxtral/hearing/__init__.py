"""Recordings in, transcripts out: files, services, streams."""
