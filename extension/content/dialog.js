"use strict";

/**
 * One place on the page where warnings are shown, one at a time, and decided by a person's own hand.
 *
 * Knows nothing of how a request is held: it draws what it is given and answers what was chosen. Create it
 * before the page's scripts run. Every text comes with the warning.
 *
 * @typedef {"cancel" | "proceed" | "expired" | "closed"} Outcome closed: withdrawn by whoever asked
 * @typedef {{ id: string, warning: Warning, deadline: number, settle: (outcome: Outcome) => void }} Asked
 * @typedef {{ ask: (id: string, warning: Warning) => Promise<Outcome>,
 *   close: (id: string, reason: string) => void, say: (warning: Warning, reason: string) => void }} Dialog
 *
 * @param {{ window: Window & typeof globalThis }} place
 * @returns {Dialog}
 */
function createDialog({ window }) {
  /** A button that has just come under somebody's finger is not pressed on purpose. */
  const STEADY_MS = 300;
  const TICK_MS = 100;
  const NOTE_MS = 15_000;
  /** A screen reader hears of the time left once. */
  const SPOKEN_SECONDS = 10;

  const { Promise } = window;
  const native = captureNatives(window);
  const stage = createStage(native, window, { key, press, click, dismiss: () => decide("cancel") });

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
  let timer = 0;

  /** Shows what is first in line, or else the note, or else nothing. */
  function present() {
    stage.hide();
    view = null;
    const asked = queue[0];
    if (asked) {
      stage.hideNote();
      view = drawWarning(native, window.document, asked.warning);
      stage.show(view.card, asked.warning.lang);
      steadyAt = native.now();
      readyAt = steadyAt + asked.warning.delay * 1000;
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

    const wait = native.max(0, native.ceil((readyAt - now) / 1000));
    const left = native.max(0, native.ceil((asked.deadline - now) / 1000));
    shown.show("proceed", wait ? fillText(native, ui.proceed_wait, "seconds", wait) : ui.proceed ?? "");
    shown.allow(wait === 0);
    shown.show("expires", fillText(native, ui.expires, "seconds", left));
    shown.show("waiting", queue.length > 1 ? fillText(native, ui.queue, "n", queue.length - 1) : "");
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

  /** @type {(outcome: "cancel" | "proceed") => void} */
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
    if (chosen === "proceed" && now >= readyAt && !stage.isCovered(view.proceed)) decide("proceed");
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
    ask(id, warning) {
      return new Promise((settle) => {
        const deadline = native.now() + warning.seconds * 1000;
        queue[queue.length] = { id, warning, deadline, settle };
        if (queue.length === 1) present();
      });
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
