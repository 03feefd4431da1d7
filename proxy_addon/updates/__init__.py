"""Follows a publisher's signed rules and registry: fetch, verify, store, swap; never on the event loop."""
