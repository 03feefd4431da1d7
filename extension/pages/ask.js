"use strict";

/** A window for the warning about a request that no page that is open can show. Closing it is a no. */
(() => {
  const dialog = createDialog({ window });
  const port = browser.runtime.connect({ name: location.hash.slice(1) });

  port.onMessage.addListener(({ type, warning }) => {
    if (type !== "ask") return window.close();
    port.postMessage({ type: "shown" });
    void dialog.ask("", warning).then((outcome) => {
      port.postMessage({ type: "decided", outcome });
      window.close();
    });
  });
})();
