"""The rule language, its data and the engine: what counts as an action, towards whom, under which rule.

Pure: bytes in, verdicts out. This package knows neither the proxy nor the service nor any platform by name;
everything a platform does is data in ``rules/platforms``.
"""
