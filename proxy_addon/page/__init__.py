"""What happens to a response on its way to the browser: read a copy, put the agent in, change nothing else.

Bytes in, bytes out; nothing here knows the proxy. ``document`` is the door for pages, ``tee`` for the rest.
"""
