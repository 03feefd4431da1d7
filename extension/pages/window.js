"use strict";

/** The small window for a warning that no page can show. */
(() => {
  const { runtime } = chrome;
  const key = decodeURIComponent(location.hash.slice(1));

  async function begin() {
    const warning = await runtime.sendMessage({ type: "asked", key });
    if (!warning) return window.close();
    const outcome = await createDialog({ window }).ask("", warning);
    await runtime.sendMessage({ type: "answered", key, outcome });
    window.close();
  }

  void begin();
})();
