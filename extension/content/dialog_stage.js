"use strict";

/**
 * What stands on the page: a host with a closed tree that the page cannot reach into, a dialog and a note in it.
 *
 * @param {Natives} native
 * @param {Document} document
 * @param {CSSStyleSheet} sheet
 */
function buildStage(native, document, sheet) {
  const host = native.createElement(document, "div");
  const root = native.attachShadow(host, { mode: "closed" });
  const dialog = /** @type {HTMLDialogElement} */ (native.createElement(document, "dialog"));
  const note = native.createElement(document, "div");
  const noteText = native.createElement(document, "p");
  const noteButton = native.createElement(document, "button");
  native.replaceStyle(sheet, DIALOG_STYLE);
  native.setStyleSheets(root, [sheet]);
  native.setAttribute(dialog, "role", "alertdialog");
  native.setAttribute(dialog, "aria-modal", "true");
  native.setAttribute(dialog, "aria-labelledby", "heading");
  native.setAttribute(dialog, "aria-describedby", "doing account reasons assured");
  native.setAttribute(noteText, "role", "status");
  native.setAttribute(noteButton, "type", "button");
  native.setAttribute(note, "class", "note");
  if (native.hasPopover) native.setAttribute(note, "popover", "manual");
  native.append(note, noteText);
  native.append(note, noteButton);
  native.append(root, dialog);
  native.append(root, note);
  return { host, root, dialog, note, noteText, noteButton };
}

/**
 * Keeps the dialog where people can see and use it, whatever the page does.
 *
 * It is built when first needed. Events are watched from the start, to be first in line: while something of ours
 * is shown, the page does not hear the events meant for it, because sites cancel keys, trap the focus, and stop
 * clicks outside their own windows.
 *
 * A card may come with a frame: an exact copy of this window's dialog by somebody whom no script of the page can
 * imitate or reach. It covers the card as soon as it is drawn, and tells what became of it.
 *
 * @param {Natives} native
 * @param {Window & typeof globalThis} window
 * @param {{ key: (event: KeyboardEvent) => void, press: (hit: Element | null) => void,
 *   click: (hit: Element | null) => void, dismiss: () => void, told: (message: string) => void }} handlers
 * @param {string} name the dialog's class
 */
function createStage(native, window, handlers, name) {
  const KEYS = ["keydown", "keypress", "keyup"];
  const GESTURES = ["pointerdown", "pointerup", "mousedown", "mouseup", "touchstart", "touchmove", "touchend",
    "click", "auxclick", "dblclick", "contextmenu", "wheel", "focusin", "focusout", "focus", "blur"];
  const RAISES = 20;

  const { document, CSSStyleSheet } = window;
  /** @type {ReturnType<typeof buildStage> | null} */
  let built = null;
  let open = false;
  /** Something of the page may have come to lie over the dialog. */
  let overlaid = false;
  let removals = 0;
  let raises = 0;
  /** @type {{ element: HTMLIFrameElement, origin: string, address: string } | null} */
  let inner = null;

  function parts() {
    if (built) return built;
    built = buildStage(native, document, new CSSStyleSheet());
    native.setAttribute(built.dialog, "class", name);
    const { dialog } = built;
    native.listen(dialog, "cancel", (event) => {
      native.preventDefault(event);
      if (event.isTrusted) handlers.dismiss();
    });
    native.listen(dialog, "close", () => {
      if (open && !native.isModalOpen(dialog)) handlers.dismiss();
    });
    return built;
  }

  /** What lies under a pointer, or has the focus when a click came from keys or a screen reader. @type {(event: MouseEvent) => Element | null} */
  function hit(event) {
    const { root } = parts();
    if (native.eventType(event) === "click" && native.clicks(event) === 0) return native.activeElement(root);
    return native.shadowHit(root, native.clientX(event), native.clientY(event));
  }

  /** @type {(event: KeyboardEvent) => void} */
  function onKey(event) {
    if (!open || !event.isTrusted) return;
    native.stop(event);
    if (native.eventType(event) === "keydown") handlers.key(event);
  }

  /** @type {(event: MouseEvent) => void} */
  function onGesture(event) {
    if (!built || native.eventTarget(event) !== built.host) return;
    native.stop(event);
    if (!event.isTrusted) return native.preventDefault(event);
    const type = native.eventType(event);
    if (type === "pointerdown") handlers.press(hit(event));
    if (type === "click") handlers.click(hit(event));
  }

  /** What the frame says, which is for nobody else. @type {(event: MessageEvent) => void} */
  function onMessage(event) {
    if (!inner || inner.address || !event.isTrusted || native.messageOrigin(event) !== inner.origin) return;
    if (native.messageSource(event) !== native.frameWindow(inner.element)) return;
    native.stop(event);
    const message = native.messageData(event);
    if (typeof message === "string") handlers.told(message);
  }

  /** @type {(address: string, title: string) => void} */
  function addFrame(address, title) {
    const element = /** @type {HTMLIFrameElement} */ (native.createElement(document, "iframe"));
    const parts = native.split(address, "/");
    inner = { element, origin: `${parts[0]}//${parts[2]}`, address };
    native.setAttribute(element, "class", "inner");
    native.setAttribute(element, "title", title);
    native.setAttribute(element, "tabindex", "-1");
  }

  /** An inert popover over us is seen by people, yet not by hit tests. @type {(event: Event) => void} */
  function onToggle(event) {
    if (built && native.eventTarget(event) !== built.host) overlaid = true;
  }

  /** Again before each dialog, too: a page that reopens its document drops all listeners. */
  function listenFirst() {
    native.listen(window, "toggle", onToggle, { capture: true });
    native.listen(window, "message", onMessage, { capture: true });
    for (let i = 0; i < KEYS.length; i++) native.listen(window, KEYS[i] ?? "", onKey, { capture: true });
    for (let i = 0; i < GESTURES.length; i++) {
      const type = GESTURES[i] ?? "";
      const passive = type === "wheel" || type === "touchstart" || type === "touchmove";
      native.listen(window, type, onGesture, { capture: true, passive });
    }
  }

  /** A frame speaks for itself; a second dialog around it would only be in the way. @type {(framed: boolean) => void} */
  function dress(framed) {
    const { dialog } = parts();
    native.setAttribute(dialog, "class", framed ? `${name} framed` : name);
    native.setAttribute(dialog, "role", framed ? "group" : "alertdialog");
  }

  function attach() {
    const { host } = parts();
    const parent = native.rootElement(document);
    listenFirst();
    if (parent && !native.isConnected(host)) native.append(parent, host);
  }

  /** In the top layer nothing of the page can lie over it, unless it comes later. */
  function raise() {
    const { dialog, root } = parts();
    const focused = native.activeElement(root);
    if (native.isModalOpen(dialog)) native.closeModal(dialog);
    native.showModal(dialog);
    overlaid = false;
    if (focused) native.focus(/** @type {HTMLElement} */ (focused), { preventScroll: true });
  }

  /** @type {(element: Element) => boolean} */
  function isCovered(element) {
    if (overlaid) return true;
    const box = native.rect(element);
    const seen = native.documentHit(document, box.x + box.width / 2, box.y + box.height / 2);
    return seen !== null && seen !== parts().host;
  }

  listenFirst();

  return {
    isCovered,
    dialog: () => parts().dialog,
    focused: () => native.activeElement(parts().root),
    isNoteInUse: () => native.matches(parts().note, ":hover, :focus-within"),
    isNoteButton: (/** @type {Element} */ hit) => native.contains(parts().noteButton, hit),

    /**
     * Shows a card; the focus goes to what it marks with autofocus.
     *
     * @param {Element} card
     * @param {string} lang
     * @param {string} frame its address; empty for none
     * @param {string} title the frame's name
     */
    show(card, lang, frame, title) {
      const { dialog } = parts();
      if (frame) addFrame(frame, title);
      open = true;
      removals = 0;
      raises = 0;
      native.setText(dialog, "");
      native.append(dialog, card);
      native.setAttribute(dialog, "lang", lang);
      attach();
      raise();
    },

    /** Lets the frame come, once. Not before: an empty one alone takes as long to make as the whole card. */
    load() {
      if (!inner?.address) return;
      native.setAttribute(inner.element, "src", inner.address);
      native.append(parts().dialog, inner.element);
      inner.address = "";
    },

    /** Lets the frame cover the card, or be gone again. @type {(card: Element, shown: boolean) => void} */
    cover(card, shown) {
      if (!inner) return;
      dress(shown);
      if (shown) native.setAttribute(card, "inert", "");
      else native.removeAttribute(card, "inert");
      if (shown) native.focus(inner.element, { preventScroll: true });
    },

    /** @type {(message: string) => void} */
    tell(message) {
      if (inner) native.frameWindow(inner.element)?.postMessage(message, inner.origin);
    },

    hide() {
      open = false;
      // A frame that goes with the focus takes it from the whole page.
      if (inner) native.blur(inner.element);
      inner = null;
      if (!built) return;
      dress(false);
      if (native.isModalOpen(built.dialog)) native.closeModal(built.dialog);
      native.setText(built.dialog, "");
    },

    /** Shows the note above the page without taking the focus. @type {(text: string, close: string, lang: string) => void} */
    showNote(text, close, lang) {
      const { note, noteText, noteButton } = parts();
      attach();
      native.setAttribute(note, "lang", lang);
      native.setAttribute(note, "class", "note shown");
      if (native.hasPopover) native.togglePopover(note, true);
      native.setText(noteText, text);
      native.setText(noteButton, close);
    },

    hideNote() {
      if (!built) return;
      native.setAttribute(built.note, "class", "note");
      if (native.hasPopover && native.isConnected(built.host)) native.togglePopover(built.note, false);
    },

    /**
     * Puts the dialog back if the page has removed or covered it.
     *
     * @param {Element} button what must be within reach
     * @returns {"fine" | "moved" | "lost"} lost: the page does not let it stand
     */
    tend(button) {
      const gone = !native.isConnected(parts().host);
      if (!gone && !isCovered(button)) return "fine";
      if (gone) removals++;
      if (removals > 1 || raises++ >= RAISES) return "lost";
      if (gone) attach();
      raise();
      return "moved";
    },
  };
}
