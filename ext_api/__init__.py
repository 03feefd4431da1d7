"""Keeps the registry of campaign accounts, publishes it with the rules as signed files, and serves them."""
