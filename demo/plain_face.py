"""Hosts that no platform covers: a bank and some other site."""

from __future__ import annotations

from demo.answer import Answer, PlainForm, Visit, json_answer
from demo.pages import page


class PlainFace:
    """A page with a button that posts what would be an action elsewhere."""

    name = "plain"
    domain = "contoh.test"
    hosts: tuple[str, ...] = ("bank.contoh.test", "lain.contoh.test")
    csrf_cookie = ""
    csp = "loose"

    def forms(self) -> list[PlainForm]:
        """A like-shaped form, which means nothing here."""
        return [PlainForm("Kirim", "/api/v1/web/likes/3700000000001000003/like/")]

    def answer(self, visit: Visit) -> Answer:
        """The page, or "ok" to whatever is posted."""
        return json_answer({"status": "ok"}) if visit.arrival.method == "POST" else page(visit, "plain.html")
