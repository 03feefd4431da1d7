"""What publishing refuses: one error, whose text is looked up by its key."""

from __future__ import annotations


class PublishError(ValueError):
    """Something can't be published or signed. ``key`` names the text in the rules' messages, ``values``
    fill it.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(f"{key} " + " ".join(f"{name}={value}" for name, value in values.items()))
