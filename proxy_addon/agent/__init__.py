"""The script in pages that the proxy serves, and the full pages it serves itself."""
