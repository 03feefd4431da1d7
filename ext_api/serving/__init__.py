"""Serving a published repository: files that never change under their name, and one that does."""
