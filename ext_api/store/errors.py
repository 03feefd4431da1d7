"""What the registry refuses, by the key of the text that says why."""

from __future__ import annotations

from ext_api.say import Say


class StoreError(ValueError):
    """The registry can't be used, or won't do what it was asked. Never holds a password.

    ``key`` names a text of the rules' messages (group ``registry``, after ``err_``), ``values`` fill it.
    """

    def __init__(self, key: str, **values: object) -> None:
        """Keep both; as a text it speaks the language of the person at the terminal."""
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return Say("registry")(f"err_{self.key}", **self.values)
