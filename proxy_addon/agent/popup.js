"use strict";

/**
 * The dialog of this window, or, in a frame too small to read in, one in a window of its own.
 *
 * @param {Window & typeof globalThis} window
 * @returns {Dialog}
 */
function placeDialog(window) {
  const MIN_WIDTH = 240;
  const MIN_HEIGHT = 200;
  const FEATURES = "popup,width=600,height=720";
  const WATCH_MS = 250;

  const inside = createDialog({ window });
  const { Promise } = window;
  const open = window.open.bind(window);
  const setInterval = window.setInterval.bind(window);
  const clearInterval = window.clearInterval.bind(window);
  /** @type {{ window: Window, dialog: Dialog, asked: number } | null} */
  let popup = null;

  /** @type {(title: string) => typeof popup} */
  const openPopup = (title) => {
    const opened = /** @type {(Window & typeof globalThis) | null} */ (open("", "", FEATURES));
    if (!opened) return null;
    opened.document.title = title;
    return { window: opened, dialog: createDialog({ window: opened }), asked: 0 };
  };

  /** @type {(shown: NonNullable<typeof popup>, id: string, warning: Warning, frame: string) => Promise<Outcome>} */
  const askIn = (shown, id, warning, frame) =>
    new Promise((settle) => {
      /** @type {(outcome: Outcome) => void} */
      const done = (outcome) => {
        clearInterval(watch);
        shown.asked--;
        if (shown.asked === 0) shown.window.close();
        if (shown.asked === 0 && popup === shown) popup = null;
        settle(outcome);
      };
      // The timers of a closed window stop with it, so this one is ours.
      const watch = setInterval(() => void (shown.window.closed && done("cancel")), WATCH_MS);
      shown.asked++;
      void (async () => done(await shown.dialog.ask(id, warning, frame)))();
    });

  return {
    ask(id, warning, frame = "") {
      const roomy = window.innerWidth >= MIN_WIDTH && window.innerHeight >= MIN_HEIGHT;
      if (!roomy && !popup) popup = openPopup(warning.heading);
      return roomy || !popup ? inside.ask(id, warning, frame) : askIn(popup, id, warning, frame);
    },

    close(id, reason) {
      popup?.dialog.close(id, reason);
      inside.close(id, reason);
    },

    focus: inside.focus,
    say: inside.say,
  };
}
