"""A small social site that behaves like the real ones: all people, parties and posts on it are fictional."""
