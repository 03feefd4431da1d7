"""Chromium as the judge: whatever the markup, a page with our script is that page, plus the script."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Browser

from proxy_addon.page.inject import Injector

pytestmark = pytest.mark.browser

MARK = "<script mark></script>"
POLICY = '<meta http-equiv="Content-Security-Policy" content="none">'

PARTS = [
    "<html>", "<html lang=id x='>'>", "<head>", "<HEAD\n a=\"<head>\">", "</head>", "<body>", "</body>",
    "</html>", "</br>", "<!doctype html>", "<!DOCTYPE html PUBLIC 'a>b'>", "<?xml x?>", "<!-- c -->",
    "<!--", "-->", "--!>", "<!-->", "<!--->", "<![if x]>", "</ x>", "</>", "</p>", "<script>",
    "</script>", "<script x", "</script ", "<title>", "</title>", "<style>", "</STYLE >",
    "<meta charset=utf-8>", POLICY, POLICY, POLICY, "<link a='>'>", "<base/>", "<p>", "<frameset>",
    "<div a=", "<", ">", "'", '"', "=", "/", " ", "\n", "\t", "x", "-", "!", "é",
]  # fmt: skip

JUDGE = """(pairs) => pairs.map(([before, after]) => {
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const show = (page) => [page.compatMode, page.doctype?.name,
                          ...[...page.childNodes].map((node) => node.outerHTML ?? node.nodeValue)].join();
  const plain = parse(before), ours = parse(after);
  const mark = ours.querySelector("script[mark]");
  const first = !mark || (ours.scripts[0] === mark && mark.parentNode === ours.head);
  mark?.remove();
  const wrong = [];
  for (const meta of ours.querySelectorAll("meta[http-equiv]")) {
    if ((meta.parentNode === ours.head) !== (meta.content === "amended")) wrong.push(meta.outerHTML);
    meta.content = "none";
  }
  for (const meta of plain.querySelectorAll("meta[http-equiv]")) meta.content = "none";
  const [was, is] = [show(plain), show(ours)];
  return {mark: mark !== null, first, wrong, same: was === is, was, is};
})"""


def inject(document: str, dice: random.Random, charset_known: bool) -> str:
    """The document with the script, cut at random."""
    injector = Injector(MARK.encode(), lambda _: "amended", charset_known)
    data, out = document.encode(), b""
    while data:
        size = dice.randint(1, 40)
        out += injector.feed(data[:size])
        data = data[size:]
    return (out + injector.flush()).decode()


def judged(browser: Browser, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """What Chromium makes of each document without and with the script."""
    page = browser.new_page()
    result: list[dict[str, Any]] = page.evaluate(JUDGE, pairs)
    page.close()
    return result


@pytest.mark.parametrize("charset_known", [True, False])
def test_the_page_is_the_same_but_for_the_script(browser: Browser, charset_known: bool) -> None:
    """Wild documents parse to the same tree, script first, and just the policies that count are amended."""
    dice = random.Random(20_27)
    documents = []
    for start, end in (("", ""), ("<head>", POLICY), ("<head><script>", "</script>" + POLICY)):
        documents += [start + "".join(dice.choices(PARTS, k=dice.randint(0, 14))) + end for _ in range(2_000)]
    pairs = [(document, inject(document, dice, charset_known)) for document in documents]
    results = judged(browser, pairs)
    for (document, _), result in zip(pairs, results, strict=True):
        assert result["same"], (document, result)
        assert result["wrong"] == [], (document, result)
        assert result["first"], (document, result)
    assert sum(result["mark"] for result in results) > 4_000
