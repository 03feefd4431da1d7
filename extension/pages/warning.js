"use strict";

/**
 * The page that a link leads to which would act when it is followed: asks the engine, then its person, and goes on or back.
 *
 * The address stands behind the #. The page can be opened by nobody but the browser's own blocking.
 */
(() => {
  const NOT_SENT = "not_sent";
  const { runtime } = chrome;
  const url = location.hash.slice(1);

  async function begin() {
    if (!/^https?:\/\//.test(url) || window !== window.top) return;
    const told = await runtime.sendMessage({ type: "ask", method: "GET", url, headers: {}, body: "" });
    if (!told?.warning) return goOn();
    const { warning, granting } = told;
    document.documentElement.lang = warning.lang;
    const outcome = await createDialog({ window }).ask("", warning);
    if (outcome === "proceed" || granting.reminder) await runtime.sendMessage({ type: "decided", outcome: outcome === "proceed" ? outcome : "cancel", granting });
    if (outcome === "proceed") await goOn();
    else await goBack();
  }

  async function goOn() {
    await runtime.sendMessage({ type: "go", url });
    location.replace(url);
  }

  /** To where the link was; a tab that the link itself has opened says that nothing was sent. */
  async function goBack() {
    history.back();
    const { texts } = await runtime.sendMessage({ type: "state" });
    const said = texts[document.documentElement.lang] ?? texts.id;
    document.body.append(Object.assign(document.createElement("p"), { textContent: said[NOT_SENT] }));
  }

  void begin();
})();
