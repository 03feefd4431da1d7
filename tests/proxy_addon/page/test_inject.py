"""The script lands at the top of the head, and not one other byte of the document changes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_addon.page.inject import LOOK_AHEAD, Injector, element, fit

MARK = b"<script>\x01</script>"
BOM = b"\xef\xbb\xbf"


def amend(policy: str) -> str:
    """A stand-in for the change of a policy."""
    return policy.replace("'none'", "https://a&b/")


def inject(
    document: bytes, cuts: list[int] | None = None, charset_known: bool = True
) -> tuple[bytes, Injector]:
    """The document as it comes out, cut at ``cuts``."""
    injector = Injector(MARK, amend, charset_known)
    edges = [0, *sorted(cuts or []), len(document)]
    chunks = [document[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    return b"".join([*map(injector.feed, chunks), injector.flush()]), injector


PLACES = [
    b"<!doctype html><html><head>|<title>x</title></head>",
    b"<HTML lang=id>\r\n<HEAD class='a>b' data-x=\"<head>\">|<script>1</script>",
    b"<head/>|<meta charset=utf-8>",
    BOM + b"<head>|x",
    BOM + b"\n<!-- <head> -->\n<!doctype html>\n<html manifest='<head>'><!-- --!>\n<head>|",
    b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html><head>|",
    b"<!--[if IE 8]><html class=ie><head><![endif]--><!--[if !IE]><!--><html><!--<![endif]--><head>|<p>",
    b"<![if !IE]><head>|",
    b"</p></ head><head>|",
    b"<html><html a=b><head>|<head>",
    b"<!doctype html><html>|<body><head>",
    b"<html>|</head><body>",
    b"|</body><head>",
    b"|</br><head>",
    b"<!doctype html>\n|<p>no head",
    b"|just text <head>",
    b'  \n|{"json": "<head>"}',
    b"|<header><head>",
    b"|<script>'<head>'</script><head>",
    b"|<\x01head><head>",
    b"|<frameset>",
    b"<head>|\xff\xfe\x80 legacy bytes",
]


@pytest.mark.parametrize("expected", PLACES)
def test_the_script_lands_at_the_top(expected: bytes) -> None:
    """The script stands where the head begins, also if every byte comes alone."""
    document = expected.replace(b"|", b"", 1)
    wanted = expected.replace(b"|", MARK, 1)
    for cuts in ([], list(range(len(document)))):
        out, injector = inject(document, cuts)
        assert out == wanted
        assert injector.injected


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<",
        b"<h",
        b"\n \n",
        b"<!doctype html>",
        b"<html><hea",
        b"<!-- <head> never closed",
        b"\xff\xfe<\0h\0e\0a\0d\0>\0",
        b"\xfe\xff\0<\0h\0t\0m\0l\0>",
        b"<\0h\0t\0m\0l\0>\0<\0h\0e\0a\0d\0>\0",
    ],
)
def test_what_can_not_be_injected_stays_as_it_is(document: bytes) -> None:
    """Documents without content or of two bytes a letter pass unchanged, and say so."""
    for cuts in ([], list(range(len(document)))):
        out, injector = inject(document, cuts)
        assert out == document
        assert not injector.injected


@pytest.mark.parametrize(
    "parts", [(b"<!--", b"x", b"-->"), (b"<html x='", b">", b"'>"), (b"<html ", b"x", b">")]
)
def test_nobody_waits_for_an_endless_tag(parts: tuple[bytes, bytes, bytes]) -> None:
    """A tag or comment longer than the look-ahead lets the document pass unchanged, and says so."""
    start, filling, end = parts
    document = start + filling * (LOOK_AHEAD + 1_000) + end + b"<head>"
    injector, waiting, most = Injector(MARK, amend), 0, 0
    out = b""
    for at in range(0, len(document), 500):
        out += injector.feed(document[at : at + 500])
        waiting = at + 500 - len(out)
        most = max(most, waiting)
    assert out + injector.flush() == document
    assert not injector.injected
    assert most <= LOOK_AHEAD


@pytest.mark.parametrize(
    "expected",
    [
        b"<head><meta charset=utf-8>|<script>",
        b"<head>\n<!-- c --><meta name=x><title><script></title><META HTTP-EQUIV=Content-Type>|<link>",
        b"<head><meta name=x>|<link>",
        b"<head>|<meta http-equiv=Content-Security-Policy content='x'><meta charset=utf-8>",
        b"<meta charset=koi8-r>|<p>",
        b"<title>x</title>|</head>",
        BOM + b"<head>|<meta charset=utf-8>",
    ],
)
def test_an_unknown_charset_comes_first(expected: bytes) -> None:
    """Where only the document names its charset, that name stays ahead of the script."""
    document = expected.replace(b"|", b"", 1)
    for cuts in ([], list(range(len(document)))):
        assert inject(document, cuts, charset_known=False)[0] == expected.replace(b"|", MARK, 1)


POLICY = b'<meta http-equiv="Content-Security-Policy" content="connect-src \'none\'">'
AMENDED = b'<meta http-equiv="Content-Security-Policy" content="connect-src https://a&amp;b/">'


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"<!-- x --><title><meta></title><link href='>'><base href=/><style>a{}</style>",
        b"<script>if (a<b) x='<body>'</script><noscript><img></noscript></p>",
        b"</head>\n",
        b"<script><!-- <script> </script> --></script>",
        POLICY,
    ],
)
def test_a_policy_in_the_head_is_amended(before: bytes) -> None:
    """A policy that counts gets its change, and everything around it stays."""
    document = b"<head>" + before + POLICY + b"<body>" + POLICY
    wanted = b"<head>" + MARK + before.replace(POLICY, AMENDED) + AMENDED + b"<body>" + POLICY
    for cuts in ([], list(range(len(document)))):
        assert inject(document, cuts)[0] == wanted


@pytest.mark.parametrize(
    "before",
    [
        b"<body>",
        b"<p>",
        b"text",
        b"</html>",
        b"<!-- ",
        b"<script>",
        b"<script><!-- <script> </script>",
        b"<title>",
        b"<meta content='",
        b"<noscript>",
    ],
)
def test_what_only_looks_like_a_policy_is_left_alone(before: bytes) -> None:
    """Outside of a head, in text, in comments and in values nothing is changed."""
    document = b"<head>" + before + POLICY
    for cuts in ([], list(range(len(document)))):
        assert inject(document, cuts)[0] == document.replace(b"<head>", b"<head>" + MARK, 1)


@pytest.mark.parametrize(
    ("tag", "amended"),
    [
        (
            b"<meta content=connect-src&#32;&apos;none' http-equiv=content-security-policy>",
            b'<meta content="connect-src https://a&amp;b/" http-equiv=content-security-policy>',
        ),
        (
            b"<META CONTENT='&#39;none&#39; \"x\" \xc3\xa9' HTTP-EQUIV='CONTENT-SECURITY-POLICY'/>",
            b'<META CONTENT="https://a&amp;b/ &quot;x&quot; \xc3\xa9"'
            b" HTTP-EQUIV='CONTENT-SECURITY-POLICY'/>",
        ),
    ],
)
def test_only_the_value_of_a_policy_changes(tag: bytes, amended: bytes) -> None:
    """References and quotes of any kind are read, and the tag around the value keeps its bytes."""
    assert inject(b"<head>" + tag)[0] == b"<head>" + MARK + amended


PARTS = [
    b"<html>", b"<head>", b"<HEAD a='>'>", b"</head>", b"<body>", b"<!-- <head> -->", b"<!--", b"-->",
    b"<!doctype html>",
    b"<script>", b"</script>", b"<title>", b"</title>", b"<meta charset=x>", POLICY, b"<", b">", b"'",
    b'"', b"=", b"/",
    b" ", b"\n", b"x", b"-", b"!", b"\0", b"\xff", BOM, b"<p a=", b"</", b"<?", b"<style>", b"</style>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=25), st.booleans(), st.data())
@settings(max_examples=500)
def test_any_cut_gives_the_same_and_nothing_else_changes(
    parts: list[bytes], known: bool, data: st.DataObject
) -> None:
    """However a document is cut, it comes out the same: itself, with the script and the amendments."""
    document = b"".join(parts)
    whole, injector = inject(document, charset_known=known)
    assert whole.replace(MARK, b"").replace(AMENDED, POLICY) == document
    assert whole.count(MARK) == injector.injected
    cuts = data.draw(st.lists(st.integers(0, len(document)), max_size=12))
    assert inject(document, cuts, known)[0] == whole


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_arbitrary_bytes_never_raise(chunks: list[bytes]) -> None:
    """Noise comes out as it went in, but for the script."""
    injector = Injector(MARK, amend)
    out = b"".join([*map(injector.feed, chunks), injector.flush()])
    assert out.replace(MARK, b"", 1) == b"".join(chunks)


def test_nothing_waits_but_an_unfinished_tag() -> None:
    """What is read goes on at once; text behind the head never waits."""
    injector = Injector(MARK, amend)
    assert injector.feed(b"<!doctype html><html><he") == b"<!doctype html><html>"
    assert injector.feed(b"ad><script>a") == b"<head>" + MARK + b"<script>a"
    assert injector.feed(b"b</scr") == b"b"
    assert injector.feed(b"ipt><body") == b"</script>"
    assert injector.feed(b">") == b"<body>"
    assert injector.feed(b"<p") == b"<p"


def test_a_large_page_comes_through() -> None:
    """Five megabytes in network portions come out with the script and nothing else."""
    body = b"".join(b"<p>%d <head> %s</p>" % (number, b"x" * 40) for number in range(80_000))
    document = b"<!doctype html><html><head><script>" + b"y" * 300_000 + b"</script></head><body>" + body
    assert len(document) > 5_000_000
    dice = random.Random(4)
    out, _ = inject(document, [dice.randrange(len(document)) for _ in range(400)])
    assert out == document.replace(b"<head>", b"<head>" + MARK, 1)


def test_a_document_that_goes_on_after_its_end_just_passes() -> None:
    """What comes after a flush of held bytes is not read any more, and not lost."""
    injector = Injector(MARK, amend)
    assert injector.feed(b"<html><hea") + injector.flush() == b"<html><hea"
    assert injector.feed(b"d><p>") == b"d><p>"
    assert not injector.injected


def test_an_end_without_held_bytes_changes_nothing() -> None:
    """A flush between tags is harmless: the script still gets its place."""
    injector = Injector(MARK, amend)
    assert injector.flush() == b""
    assert injector.feed(b"<html>") + injector.flush() == b"<html>"
    assert injector.feed(b"<head>") == b"<head>" + MARK


def test_the_element_carries_script_and_nonce() -> None:
    """The element is the script between its tags, with the nonce if there is one."""
    assert fit(b"f()") == b"f()"
    assert element(b"f()", None) == b"<script>f()</script>"
    assert element(b"f()", "a+/9==") == b'<script nonce="a+/9==">f()</script>'


@pytest.mark.parametrize("script", [b"'</SCRIPT>'", b"<!--", b"\r\n", b"\0", "é".encode()])
def test_a_script_that_could_change_on_its_way_is_refused(script: bytes) -> None:
    """A script whose bytes depend on parser or charset is an error of ours, named at once."""
    with pytest.raises(ValueError, match="inline"):
        fit(script)
