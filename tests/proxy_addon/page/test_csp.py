"""Policies change just enough for one script and one address."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_addon.page.csp import admit, admit_ours
from proxy_addon.page.sources import allows, any_inline, nonce_of

SCRIPT = b"agent()"
HASH = "'sha256-" + base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode() + "'"
ORIGIN = "https://www.facebook.com"
PATH = "/.well-known/jari-netral/"
URL = ORIGIN + PATH

FACEBOOK = (
    "default-src data: blob: 'self' https://*.fbsbx.com *.facebook.com *.fbcdn.net 'wasm-unsafe-eval';"
    "script-src *.facebook.com *.fbcdn.net *.facebook.net 127.0.0.1:* blob: data: 'self' "
    "connect.facebook.net 'wasm-unsafe-eval';style-src *.fbcdn.net data: *.facebook.com 'unsafe-inline';"
    "connect-src *.facebook.com facebook.com *.fbcdn.net wss://*.facebook.com:* wss://gateway.facebook.com "
    "wss://edge-chat.facebook.com wss://snaptu-d.facebook.com ws://localhost:* http://localhost:3103;"
    "worker-src *.facebook.com/static_resources/ *.facebook.com/sw/ *.facebook.com/sw;"
    "block-all-mixed-content;upgrade-insecure-requests;"
)


@pytest.mark.parametrize(
    ("policy", "admitted", "nonce"),
    [
        # nothing forbids
        ("", "", None),
        ("upgrade-insecure-requests;", "upgrade-insecure-requests;", None),
        ("img-src 'none'", "img-src 'none'", None),
        (
            "script-src 'unsafe-inline'; connect-src 'self'",
            "script-src 'unsafe-inline'; connect-src 'self'",
            None,
        ),
        ("default-src * 'unsafe-inline'", "default-src * 'unsafe-inline'", None),
        ("script-src-attr 'none'", "script-src-attr 'none'", None),
        # the page's own nonce
        (
            "script-src 'nonce-AbC=' 'strict-dynamic' 'unsafe-inline'",
            "script-src 'nonce-AbC=' 'strict-dynamic' 'unsafe-inline'",
            "AbC=",
        ),
        (
            "Script-Src-Elem 'nonce-a';script-src 'nonce-b'",
            "Script-Src-Elem 'nonce-a';script-src 'nonce-b'",
            "a",
        ),
        ("default-src 'self' 'nonce-a'", "default-src 'self' 'nonce-a'", "a"),
        # the script's hash
        ("script-src 'self'", f"script-src 'self' {HASH}", None),
        ("script-src 'self' ;\timg-src *", f"script-src 'self' {HASH};\timg-src *", None),
        ("script-src 'self' 'sha256-abc='", f"script-src 'self' 'sha256-abc=' {HASH}", None),
        (
            "script-src 'strict-dynamic' 'unsafe-inline'",
            f"script-src 'strict-dynamic' 'unsafe-inline' {HASH}",
            None,
        ),
        ("script-src 'none'", f"script-src {HASH}", None),
        (" SCRIPT-SRC 'NONE' ; img-src *", f" SCRIPT-SRC {HASH}; img-src *", None),
        ("script-src", f"script-src {HASH}", None),
        (
            "script-src-elem 'self'; script-src 'unsafe-inline'",
            f"script-src-elem 'self' {HASH}; script-src 'unsafe-inline'",
            None,
        ),
        (
            "script-src-elem 'unsafe-inline'; script-src 'none'",
            "script-src-elem 'unsafe-inline'; script-src 'none'",
            None,
        ),
        (f"script-src {HASH}", f"script-src {HASH}", None),
        (
            "script-src 'self'; script-src 'unsafe-inline'",
            f"script-src 'self' {HASH}; script-src 'unsafe-inline'",
            None,
        ),
        # what default-src decides moves to a directive of its own
        ("default-src 'self'", f"default-src 'self'; script-src 'self' {HASH}", None),
        (
            "default-src 'self' 'unsafe-inline' 'sha256-x'",
            f"default-src 'self' 'unsafe-inline' 'sha256-x'; "
            f"script-src 'self' 'unsafe-inline' 'sha256-x' {HASH}",
            None,
        ),
        ("default-src 'none';", f"default-src 'none'; script-src {HASH}; connect-src {URL}", None),
        (
            "default-src https://other.co; script-src 'unsafe-inline'",
            f"default-src https://other.co; script-src 'unsafe-inline'; connect-src https://other.co {URL}",
            None,
        ),
        # connect-src
        ("connect-src 'none'", f"connect-src {URL}", None),
        ("connect-src api.facebook.com wss:", f"connect-src api.facebook.com wss: {URL}", None),
        ("connect-src *.facebook.com", "connect-src *.facebook.com", None),
        ("connect-src https:", "connect-src https:", None),
        # left alone
        (
            "require-trusted-types-for 'script'; trusted-types a b",
            "require-trusted-types-for 'script'; trusted-types a b",
            None,
        ),
        ("sandbox allow-scripts allow-same-origin", "sandbox allow-scripts allow-same-origin", None),
    ],
)
def test_a_policy_changes_just_enough(policy: str, admitted: str, nonce: str | None) -> None:
    """Each policy comes out with the smallest change that admits the script and its address."""
    admission = admit([policy], ORIGIN, PATH, SCRIPT)
    assert admission.policies == (admitted,)
    assert admission.nonce == nonce
    assert admission.possible


FRAME = "https://jari-netral.facebook.com/.well-known/jari-netral/frame"


@pytest.mark.parametrize(
    ("policy", "admitted"),
    [
        ("frame-src 'self'", f"frame-src 'self' {FRAME}"),
        ("frame-src 'none'", f"frame-src {FRAME}"),
        ("frame-src 'none'; child-src *", f"frame-src {FRAME}; child-src *"),
        # what decides over more than frames moves to a directive of its own
        ("child-src 'self' blob:", f"child-src 'self' blob:; frame-src 'self' blob: {FRAME}"),
        ("child-src 'none'", f"child-src 'none'; frame-src {FRAME}"),
        # let through already
        ("frame-src *.facebook.com", "frame-src *.facebook.com"),
        ("frame-src https:", "frame-src https:"),
        ("img-src 'none'; frame-ancestors 'none'", "img-src 'none'; frame-ancestors 'none'"),
    ],
)
def test_a_policy_lets_our_frame_in_and_no_other(policy: str, admitted: str) -> None:
    """By its whole address, in a header and in a `<meta>` alike."""
    assert admit([policy], ORIGIN, PATH, SCRIPT, FRAME).policies == (admitted,)
    assert admit_ours(policy, ORIGIN, PATH, FRAME) == admitted


def test_default_src_is_split_for_the_frame() -> None:
    """It goes on to decide over everything else."""
    admitted = admit_ours("default-src 'none'", ORIGIN, PATH, FRAME)
    assert admitted == f"default-src 'none'; connect-src {ORIGIN}{PATH}; frame-src {FRAME}"


def test_the_policy_of_a_large_platform() -> None:
    """A policy of hosts alone gains the hash in script-src and nothing else."""
    admitted = FACEBOOK.replace("net 'wasm-unsafe-eval';style", f"net 'wasm-unsafe-eval' {HASH};style")
    assert admitted != FACEBOOK
    assert admit([FACEBOOK], ORIGIN, PATH, SCRIPT).policies == (admitted,)


@pytest.mark.parametrize(
    ("policies", "admitted", "nonce"),
    [
        (
            ["script-src 'nonce-a'", "script-src 'nonce-a'"],
            ["script-src 'nonce-a'", "script-src 'nonce-a'"],
            "a",
        ),
        (
            ["script-src 'self'", "script-src 'nonce-a'"],
            [f"script-src 'self' {HASH}", "script-src 'nonce-a'"],
            "a",
        ),
        (
            ["script-src 'nonce-a'", "script-src 'nonce-b'"],
            ["script-src 'nonce-a'", f"script-src 'nonce-b' {HASH}"],
            "a",
        ),
        (
            ["script-src 'unsafe-inline', script-src 'self'"],
            [f"script-src 'unsafe-inline', script-src 'self' {HASH}"],
            None,
        ),
        (
            ["connect-src 'none',connect-src 'self'", "connect-src x.co"],
            [f"connect-src {URL},connect-src 'self'", f"connect-src x.co {URL}"],
            None,
        ),
        ([], [], None),
    ],
)
def test_every_policy_must_admit(policies: list[str], admitted: list[str], nonce: str | None) -> None:
    """Several headers and several policies in one are each changed by themselves."""
    admission = admit(policies, ORIGIN, PATH, SCRIPT)
    assert list(admission.policies) == admitted
    assert admission.nonce == nonce


@pytest.mark.parametrize(
    "sandbox", ["sandbox", "SANDBOX allow-scripts", "sandbox allow-same-origin allow-forms"]
)
def test_a_sandbox_without_scripts_takes_no_agent(sandbox: str) -> None:
    """Where no script could run or call home, nothing is changed, and the caller is told."""
    policies = ["script-src 'self'", f"img-src *; {sandbox}"]
    admission = admit(policies, ORIGIN, PATH, SCRIPT)
    assert not admission.possible
    assert list(admission.policies) == policies


def test_a_policy_in_the_page_only_gains_the_address() -> None:
    """A policy that comes after the script has no say over it, so only the fetch is admitted."""
    forbidding = "script-src 'none'; connect-src 'none'"
    assert admit_ours(forbidding, ORIGIN, PATH) == f"script-src 'none'; connect-src {URL}"
    assert admit_ours("default-src 'self'", ORIGIN, PATH) == "default-src 'self'"


WORDS = st.sampled_from(
    ["'self'", "'none'", "'unsafe-inline'", "'nonce-a'", "'nonce-b'", "'sha256-x'", "'strict-dynamic'", "*",
     "x.co", "data:", "https:", "'unsafe-eval'", "'unsafe-hashes'"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["default-src", "script-src", "script-src-elem", "connect-src", "style-src", "img-src"]
)
DIRECTIVES = st.builds(lambda name, words: " ".join([name, *words]), NAMES, st.lists(WORDS, max_size=4))
POLICIES = st.lists(DIRECTIVES, max_size=5).map("; ".join)


def effective(policy: str, *names: str) -> list[str] | None:
    """The sources of the first of ``names`` that a policy has."""
    directives = [directive.split() for directive in policy.split(";") if directive.strip()]
    found = {directive[0].lower(): directive[1:] for directive in reversed(directives)}
    return next((found[name] for name in names if name in found), None)


@given(st.lists(POLICIES, max_size=3))
@settings(max_examples=400)
def test_the_script_runs_under_every_policy_and_nothing_else_does(policies: list[str]) -> None:
    """After admission every policy admits script and address; no directive lost or gained anything else."""
    admission = admit(policies, ORIGIN, PATH, SCRIPT)
    for before, after in zip(policies, admission.policies, strict=True):
        inline = effective(after, "script-src-elem", "script-src", "default-src")
        if inline is not None:
            named = HASH in inline or any(
                nonce_of(word) == admission.nonce for word in inline if nonce_of(word)
            )
            assert any_inline(inline) or named
        fetch = effective(after, "connect-src", "default-src")
        assert fetch is None or allows(fetch, URL)
        for names in (
            ("script-src-elem", "script-src", "default-src"),
            ("script-src", "default-src"),
            ("connect-src", "default-src"),
            ("style-src", "default-src"),
            ("img-src", "default-src"),
        ):
            old, new = effective(before, *names), effective(after, *names)
            assert (old is None) == (new is None)
            if old is not None and new is not None:
                assert set(new) - {HASH, URL, "'none'"} == set(old) - {HASH, URL, "'none'"}
                assert any_inline(old) == any_inline(new)


@given(st.lists(st.text(max_size=80), max_size=3))
def test_arbitrary_text_never_raises(policies: list[str]) -> None:
    """Whatever claims to be a policy comes out as many headers as went in."""
    assert len(admit(policies, ORIGIN, PATH, SCRIPT).policies) == len(policies)
    for policy in policies:
        assert admit_ours(policy, ORIGIN, PATH).count(",") == policy.count(",")
