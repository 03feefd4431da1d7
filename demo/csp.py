"""Content security policies: none, strict (in a header or in the page), a looser one, and lists of hosts."""

from __future__ import annotations

STRICT = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self' https://*.{domain}; worker-src 'self'; "
    "frame-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'"
)
LOOSE = (
    "default-src data: blob: 'self' https://*.{domain}; "
    "script-src 'self' https://*.{domain} 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "style-src data: blob: 'self' 'unsafe-inline'; connect-src 'self' https://*.{domain} wss://*.{domain}; "
    "worker-src 'self' blob: data:; frame-src 'self' data: blob:; object-src 'none'"
)
HOSTS = (
    "default-src data: blob: 'self' https://*.{domain} 'wasm-unsafe-eval'; "
    "script-src *.{domain} 'self' blob: data: {nonce}'wasm-unsafe-eval'; "
    "style-src *.{domain} 'self' data: 'unsafe-inline'; "
    "connect-src *.{domain} wss://*.{domain}:* 'self' blob: data: ws://localhost:*; "
    "worker-src *.{domain}/static_resources/ *.{domain}/_demo/ *.{domain}/sw.js; object-src 'none'; "
    "block-all-mixed-content; upgrade-insecure-requests"
)
"""Scripts by their hosts alone, none inline; with a nonce as the same sites send it at other times."""


def header(kind: str, nonce: str, domain: str) -> str:
    """The policy a response carries in its header; empty for none."""
    if kind.startswith("hosts"):
        return HOSTS.format(domain=domain, nonce=f"'nonce-{nonce}' " if kind == "hosts-nonce" else "")
    policies = {"strict": STRICT, "loose": LOOSE}
    return policies.get(kind, "").format(nonce=nonce, domain=domain)


def meta(kind: str, nonce: str, domain: str) -> str:
    """The ``<meta>`` element that carries the strict policy instead of a header; empty unless asked for."""
    if kind != "meta":
        return ""
    return (
        f'<meta http-equiv="content-security-policy" content="{STRICT.format(nonce=nonce, domain=domain)}">'
    )
