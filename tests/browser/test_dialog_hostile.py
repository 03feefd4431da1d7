"""The dialog on pages that, knowing it or not, work against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.support.stage import Stage, warning

STRICT = (
    "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'none'; base-uri 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)

CANCELS_KEYS = """
const kill = (event) => { event.preventDefault(); event.stopImmediatePropagation() };
for (const type of ['keydown', 'keypress', 'keyup']) for (const place of [window, document])
  place.addEventListener(type, kill, true);
"""

TRAPS_FOCUS = """
const kill = (event) => { event.preventDefault(); event.stopImmediatePropagation() };
for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click', 'touchstart'])
  window.addEventListener(type, kill, true);
document.addEventListener('focusin', (event) => { kill(event); document.querySelector('input').focus() },
  true);
"""

PATCHES_PROTOTYPES = """
const boom = () => { throw new Error('patched') };
for (const [type, names] of [
  [EventTarget, ['addEventListener']], [Node, ['appendChild', 'contains']],
  [Document, ['createElement', 'elementFromPoint']], [Promise, ['then']],
  [Element, ['attachShadow', 'setAttribute', 'removeAttribute', 'getBoundingClientRect', 'matches']],
  [HTMLElement, ['focus', 'togglePopover']], [HTMLDialogElement, ['showModal', 'close']],
  [Event, ['preventDefault', 'stopImmediatePropagation']], [String, ['split', 'startsWith']],
  [Array, ['splice', 'push']], [ShadowRoot, ['elementFromPoint']],
]) for (const name of names) type.prototype[name] = boom;
for (const [type, name] of [
  [Node, 'textContent'], [KeyboardEvent, 'key'], [Event, 'target'], [UIEvent, 'detail'],
])
  Object.defineProperty(type.prototype, name, { get: boom, set: boom });
window.setInterval = window.clearInterval = window.setTimeout = performance.now = boom;
"""

HIDES_EVERYTHING = (
    "<style>html { font-size: 3px } html > * { display: none !important; font-size: 1px !important;"
    " opacity: 0 !important; color: red !important; pointer-events: none !important;"
    " transform: scale(0) !important }</style>"
)


def profile(browser: Browser) -> BrowserContext:
    """A fresh profile."""
    size: ViewportSize = {"width": 1100, "height": 900}
    return browser.new_context(viewport=size, locale="id-ID", reduced_motion="reduce")


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all pages whose clock goes as ever: nothing of theirs outlives them."""
    shared = profile(browser)
    yield shared
    shared.close()


@pytest.fixture
def site(browser: Browser, shared: BrowserContext) -> Iterator[Callable[..., Stage]]:
    """A page of the test's making."""
    with ExitStack() as opened:

        def make(*, clock: bool = False, **page: Any) -> Stage:
            own = opened.enter_context(closing(profile(browser))) if clock else shared
            stage = Stage.open(own, clock=clock, **page)
            opened.callback(stage.page.close)
            return stage

        yield make


def test_works_under_the_strictest_policy_with_trusted_types(site: Callable[..., Stage]) -> None:
    """Drawn, styled and usable where the page may load nothing and set no markup; no violation occurs."""
    stage = site(
        policy=STRICT,
        late="const broken = []; document.addEventListener('securitypolicyviolation',"
        " (event) => broken.push(event.violatedDirective));",
    )
    stage.ask(warning())
    assert (
        stage.truth("getComputedStyle(root.querySelector('.cancel')).backgroundColor") == "rgb(15, 76, 117)"
    )
    stage.steady()
    stage.click(".cancel")
    assert stage.settled() == "cancel"
    assert stage.page.evaluate("broken") == []


def test_page_that_cancels_all_keys_cannot_disarm_them(site: Callable[..., Stage]) -> None:
    """Tab, Enter, space and Esc work where the page cancels every key event in the capture phase."""
    stage = site(late=CANCELS_KEYS)
    for key in ("Enter", "Escape", " "):
        stage.ask(warning(), key)
        for stop in ("button.proceed", "a.", "summary.", "button.cancel"):
            stage.page.keyboard.press("Tab")
            assert stage.focused() == stop
        stage.steady()
        stage.page.keyboard.press(key)
        assert stage.settled(key) == "cancel"


def test_page_with_a_focus_trap_cannot_stop_clicks(site: Callable[..., Stage]) -> None:
    """Sites stop clicks and focus outside of their own windows; ours is outside and must work."""
    stage = site(late=TRAPS_FOCUS, body="<input autofocus>")
    stage.ask(warning(delay=0))
    assert stage.focused() == "button.cancel"
    stage.click("summary")
    assert stage.truth("root.querySelector('details').open")
    stage.steady()
    stage.click(".proceed")
    assert stage.settled() == "proceed"


def test_page_that_patches_prototypes_changes_nothing(site: Callable[..., Stage]) -> None:
    """All that is needed was captured before the page ran: drawing, keys, clicks, time."""
    stage = site(late=f"window.spoil = () => {{ {PATCHES_PROTOTYPES} }}")
    stage.page.evaluate(
        "(shown) => { spoil(); (async () => { outcomes['1'] = await dialog.ask('1', shown) })() }",
        warning(delay=0),
    )
    stage.page.wait_for_timeout(400)
    stage.page.keyboard.press("Tab")
    stage.page.keyboard.press("Enter")
    stage.page.wait_for_timeout(100)
    assert stage.outcome() == "proceed"


def test_removed_dialog_comes_back_once_then_cancels(site: Callable[..., Stage]) -> None:
    """A page that tidies up unknown elements meets it again; one that insists gets a no."""
    stage = site(clock=True)
    stage.ask(warning())
    stage.page.evaluate("document.documentElement.lastElementChild.remove()")
    stage.page.clock.run_for(200)
    assert stage.truth("root.host.isConnected && root.querySelector('dialog').matches(':modal')")
    assert stage.focused() == "button.cancel"
    stage.page.evaluate("document.documentElement.lastElementChild.remove()")
    stage.page.clock.run_for(200)
    assert stage.settled() == "cancel"


@pytest.mark.parametrize(
    "over",
    [
        "const d = document.createElement('dialog'); d.style = 'width:100vw;height:100vh';"
        " document.body.append(d); d.showModal();",
        "const p = document.createElement('div'); p.popover = 'manual'; p.style = 'width:100vw;height:100vh';"
        " document.body.append(p); p.showPopover();",
    ],
)
def test_dialog_rises_above_what_the_page_opens_over_it(site: Callable[..., Stage], over: str) -> None:
    """A modal dialog or popover of the page ends up below, and for a moment no press counts."""
    stage = site(clock=True, body="x")
    stage.ask(warning(delay=0))
    stage.page.clock.run_for(1_000)
    stage.page.evaluate(f"() => {{ {over} }}")
    stage.page.clock.run_for(150)
    assert stage.truth("document.elementFromPoint(...args) === root.host", *stage.middle(".cancel"))
    stage.click(".proceed")
    assert stage.outcome() is None
    stage.page.clock.run_for(500)
    stage.click(".proceed")
    assert stage.settled() == "proceed"


def test_page_that_fights_for_the_top_gets_a_no(site: Callable[..., Stage]) -> None:
    """A page that covers the dialog again and again does not get its way by it."""
    stage = site(
        clock=True,
        body="<dialog style='width:100vw;height:100vh'></dialog>",
        late="const insist = () => { const d = document.querySelector('dialog'); d.close(); d.showModal() };"
        " setInterval(insist, 50);",
    )
    stage.ask(warning())
    stage.page.clock.run_for(5_000)
    assert stage.settled() == "cancel"


def test_synthetic_events_decide_nothing(site: Callable[..., Stage]) -> None:
    """Clicks and keys made by scripts are no person's, even inside the closed tree."""
    stage = site(clock=True)
    stage.ask(warning(delay=0))
    stage.page.clock.run_for(1_000)
    stage.truth(
        "[...root.querySelectorAll('button')].forEach((button) => { button.click();"
        " button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }));"
        " for (const key of ['Escape', 'Enter'])"
        "  button.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true })) })"
    )
    stage.page.clock.run_for(100)
    assert stage.outcome() is None


def test_closed_tree_cannot_be_opened_by_the_page(site: Callable[..., Stage]) -> None:
    """The page finds a host without a way in."""
    stage = site()
    stage.ask(warning())
    assert stage.page.evaluate("document.documentElement.lastElementChild.shadowRoot") is None


def test_style_of_the_page_does_not_reach_it(site: Callable[..., Stage]) -> None:
    """Hidden, shrunk and made transparent by the page's rules and by its own hand, it stands as designed."""
    stage = site(body=HIDES_EVERYTHING)
    stage.ask(warning())
    stage.page.evaluate(
        "document.documentElement.lastElementChild.style.cssText ="
        " 'display: none !important; visibility: hidden !important; font-size: 1px !important'"
    )
    assert stage.truth("getComputedStyle(root.querySelector('.doing')).fontSize") == "17px"
    assert stage.truth(
        "root.querySelector('.cancel').checkVisibility({ opacityProperty: true, visibilityProperty: true })"
    )
    stage.steady()
    stage.click(".cancel")
    assert stage.settled() == "cancel"


def test_right_to_left_page_leaves_it_left_to_right(site: Callable[..., Stage]) -> None:
    """The direction is that of the warning, not of the page."""
    stage = site(late="document.documentElement.dir = 'rtl'")
    stage.ask(warning())
    assert stage.truth("getComputedStyle(root.querySelector('.doing')).direction") == "ltr"


def test_page_that_reopens_its_document_still_gets_the_dialog(site: Callable[..., Stage]) -> None:
    """document.open() drops every listener and element; the next warning brings them back."""
    stage = site()
    stage.page.evaluate("() => { document.open(); document.write('<p>baru</p>'); document.close() }")
    stage.ask(warning())
    stage.steady()
    stage.page.keyboard.press("Tab")
    stage.page.keyboard.press("Escape")
    assert stage.settled() == "cancel"
