"use strict";

/**
 * One place on the page where warnings are shown, one at a time, and decided by a person's own hand.
 *
 * Knows nothing of how a request is held: it draws what it is given and answers what was chosen. Create it
 * before the page's scripts run. Every text comes with the warning.
 *
 * "Proceed" is a button of the dialog where its window can be trusted. Where it can't, a warning comes with the
 * address of a frame, in which the very same dialog is shown by another origin; then this one can only cancel, and
 * "elsewhere" asks for another place where the frame does not come or can't be seen.
 *
 * @typedef {"released" | "again" | "gone" | "refused" | "failed"} Done what became of a decision in the frame
 * @typedef {"cancel" | "proceed" | "expired" | "closed" | "elsewhere" | Done} Outcome closed: withdrawn by whoever asked
 * @typedef {{ id: string, warning: Warning, frame: string, deadline: number,
 *   settle: (outcome: Outcome) => void }} Asked
 * @typedef {{ ask: (id: string, warning: Warning, frame?: string) => Promise<Outcome>, focus: () => void,
 *   close: (id: string, reason: string) => void, say: (warning: Warning, reason: string) => void }} Dialog
 * @typedef {{ seen: () => boolean, calm: () => boolean, waiting: () => number,
 *   watch: (element: Element) => void }} Sight what a frame knows of the person before it
 *
 * @param {{ window: Window & typeof globalThis, sight?: Sight }} place
 * @returns {Dialog}
 */
function createDialog({ window, sight }) {
  /** A button that has just come under somebody's finger is not pressed on purpose. */
  const STEADY_MS = 300;
  const TICK_MS = 100;
  const NOTE_MS = 15_000;
  /** A screen reader hears of the time left once. */
  const SPOKEN_SECONDS = 10;
  /** A frame that isn't there by then won't come. */
  const FRAME_MS = 5_000;
  /** The dialog is drawn first; the frame has the whole delay to come. */
  const DRAWN_MS = 50;
  /** @type {readonly Done[]} */
  const DONE = ["released", "again", "gone", "refused", "failed"];

  const { Promise } = globalThis;
  const native = captureNatives(window);
  const stage = createStage(native, window, {
    key, press, click, told, dismiss: () => decide("cancel"),
  }, sight ? "dialog still" : "dialog");

  /** The first is on screen. @type {Asked[]} */
  const queue = [];
  /** @type {View | null} */
  let view = null;
  /** @type {{ text: string, close: string, lang: string, until: number } | null} */
  let note = null;
  /** @type {"cancel" | "proceed" | "note" | "" | null} */
  let pressed = null;
  let readyAt = 0;
  let steadyAt = 0;
  let position = "";
  /** Whether the frame is what people see. */
  let framed = false;
  /** When the frame is asked for. */
  let frameAt = 0;
  /** When another place is offered instead of the frame. */
  let elsewhereAt = 0;
  let toldWaiting = 0;
  let timer = 0;

  /** Shows what is first in line, or else the note, or else nothing. */
  function present() {
    stage.hide();
    view = null;
    const asked = queue[0];
    if (asked) {
      stage.hideNote();
      // It was seen, and people have tapped again since.
      if (note && note.until !== Infinity) note = null;
      view = drawWarning(native, window.document, asked.warning);
      framed = false;
      toldWaiting = 0;
      // Browsers complain aloud of it in a frame.
      if (sight) native.removeAttribute(view.cancel, "autofocus");
      stage.show(view.card, asked.warning.lang, asked.frame, asked.warning.heading);
      if (sight) native.focus(view.cancel, { preventScroll: true });
      if (sight) stage.dialog().scrollTop = 0;
      sight?.watch(stage.dialog());
      steadyAt = native.now();
      readyAt = steadyAt + asked.warning.delay * 1000;
      frameAt = steadyAt + DRAWN_MS;
      elsewhereAt = native.max(readyAt, steadyAt + FRAME_MS);
    } else if (note) {
      note.until = native.now() + NOTE_MS;
      stage.showNote(note.text, note.close, note.lang);
    }
    if (!timer) timer = native.setInterval(tick, TICK_MS);
    tick();
  }

  function tick() {
    const now = native.now();
    for (let i = queue.length - 1; i >= 0; i--) {
      const asked = queue[i];
      if (asked && asked.deadline <= now) leave(i, "expired", "expired");
    }
    if (view && queue[0]) tend(view, queue[0], now);
    else if (note && note.until <= now && !stage.isNoteInUse()) dropNote();
    if (!view && !note) {
      native.clearInterval(timer);
      timer = 0;
    }
  }

  /** @type {(shown: View, asked: Asked, now: number) => void} */
  function tend(shown, asked, now) {
    const { ui } = asked.warning;
    const state = stage.tend(shown.cancel);
    if (state === "lost") return decide("cancel");
    const { x, y } = native.rect(shown.proceed);
    if (state === "moved" || `${x} ${y}` !== position) steadyAt = now;
    position = `${x} ${y}`;

    if (now >= frameAt) stage.load();
    if (sight && !sight.seen()) readyAt = native.max(readyAt, now + asked.warning.delay * 1000);
    const wait = native.max(0, native.ceil((readyAt - now) / 1000));
    const left = native.max(0, native.ceil((asked.deadline - now) / 1000));
    const away = isElsewhere(now);
    const label = away ? ui.elsewhere : ui.proceed;
    shown.show("proceed", wait ? fillText(native, ui.proceed_wait, "seconds", wait) : label ?? "");
    shown.allow(wait === 0 && (away || !asked.frame));
    shown.show("expires", fillText(native, ui.expires, "seconds", left));
    const waiting = sight ? sight.waiting() : queue.length - 1;
    shown.show("waiting", waiting > 0 ? fillText(native, ui.queue, "n", waiting) : "");
    if (framed && waiting !== toldWaiting) stage.tell(`${waiting}`);
    if (framed) toldWaiting = waiting;
    if (left <= SPOKEN_SECONDS) shown.show("spoken", fillText(native, ui.expires, "seconds", SPOKEN_SECONDS));
  }

  /** @type {(index: number, outcome: Outcome, reason?: string) => void} */
  function leave(index, outcome, reason) {
    const asked = native.splice(queue, index, 1)[0];
    if (!asked) return;
    asked.settle(outcome);
    const text = reason && asked.warning.ui[reason];
    if (text) note = { text, close: asked.warning.ui.close ?? "", lang: asked.warning.lang, until: Infinity };
    if (index === 0) present();
  }

  /** Whether the frame has had its chance. @type {(now: number) => boolean} */
  function isElsewhere(now) {
    return Boolean(queue[0]?.frame) && !framed && now >= elsewhereAt;
  }

  /** What the frame says. @type {(message: string) => void} */
  function told(message) {
    if (!view) return;
    if (message === "ready" || message === "unseen") {
      framed = message === "ready";
      toldWaiting = 0;
      if (!framed) elsewhereAt = 0;
      stage.cover(view.card, framed);
    }
    if (message === "cancel") decide("cancel");
    for (let i = 0; i < DONE.length; i++) if (message === DONE[i]) decide(DONE[i] ?? "failed");
  }

  /** @type {(outcome: Outcome) => void} */
  function decide(outcome) {
    leave(0, outcome);
  }

  function dropNote() {
    note = null;
    stage.hideNote();
  }

  /** Which of our buttons an element belongs to. @type {(hit: Element | null) => typeof pressed} */
  function button(hit) {
    if (!hit) return "";
    if (view && native.contains(view.cancel, hit)) return "cancel";
    if (view && native.contains(view.proceed, hit)) return "proceed";
    return stage.isNoteButton(hit) ? "note" : "";
  }

  /** @type {(hit: Element | null) => void} */
  function press(hit) {
    pressed = button(hit);
  }

  /** @type {(hit: Element | null) => void} */
  function click(hit) {
    const chosen = button(hit);
    const began = pressed ?? chosen;
    pressed = null;
    if (began !== chosen) return;
    if (chosen === "note") return dropNote();
    const now = native.now();
    if (!view || now - steadyAt < STEADY_MS) return;
    if (chosen === "cancel") decide("cancel");
    if (chosen !== "proceed" || now < readyAt || stage.isCovered(view.proceed)) return;
    if (sight && !(sight.seen() && sight.calm())) return;
    if (!queue[0]?.frame) decide("proceed");
    else if (isElsewhere(now)) decide("elsewhere");
  }

  /** @type {(event: KeyboardEvent) => void} */
  function key(event) {
    const name = native.key(event);
    pressed = null;
    if (name === "Escape") {
      native.preventDefault(event);
      decide("cancel");
    } else if (name === "Tab") {
      native.preventDefault(event);
      if (view) step(view.stops(), native.shiftKey(event) ? -1 : 1);
    } else if ((name === "Enter" || name === " ") && native.repeat(event)) {
      native.preventDefault(event);
    }
  }

  /** Moves the focus round and round within the dialog. @type {(stops: HTMLElement[], by: number) => void} */
  function step(stops, by) {
    const focused = stage.focused();
    let at = stops.length - 1;
    while (at > 0 && stops[at] !== focused) at--;
    const next = stops[(at + by + stops.length) % stops.length];
    if (next) native.focus(next);
  }

  return {
    ask(id, warning, frame = "") {
      return new Promise((settle) => {
        const deadline = native.now() + warning.seconds * 1000;
        queue[queue.length] = { id, warning, frame, deadline, settle };
        if (queue.length === 1) present();
      });
    },

    focus() {
      if (view && !stage.focused()) native.focus(view.cancel, { preventScroll: true });
    },

    close(id, reason) {
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i]?.id === id) leave(i, "closed", reason);
    },

    say(warning, reason) {
      const text = warning.ui[reason];
      if (!text) return;
      note = { text, close: warning.ui.close ?? "", lang: warning.lang, until: Infinity };
      if (!view) present();
    },
  };
}
