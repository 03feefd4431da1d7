"use strict";

/**
 * Asks where no page of a site can show anything: in a small window, for the warning whose key stands behind the #; and
 * instead of a link that would act when it is followed: asks the engine, then its person, and goes on or back.
 *
 * The worker knows the address, once. The page can be opened by nobody but the browser's own blocking.
 */
(() => {
  const NOT_SENT = "not_sent";
  const { runtime } = chrome;
  const key = decodeURIComponent(location.hash.slice(1));
  let url = "";

  async function inWindow() {
    const warning = await runtime.sendMessage({ type: "asked", key });
    if (!warning) return window.close();
    const outcome = await createDialog({ window }).ask("", warning);
    await runtime.sendMessage({ type: "answered", key, outcome });
    window.close();
  }

  async function atLink() {
    if (window !== window.top) return;
    url = await runtime.sendMessage({ type: "led" });
    if (!url) return tellNotSent();
    const told = await runtime.sendMessage({ type: "ask", method: "GET", url, headers: {}, body: "", isLast: true });
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
    await tellNotSent();
  }

  async function tellNotSent() {
    const { texts } = await runtime.sendMessage({ type: "state" });
    const said = texts[document.documentElement.lang] ?? texts.id;
    const [main, line] = /** @type {HTMLElement[]} */ (["main", "said"].map((id) => document.getElementById(id)));
    if (!main || !line) return;
    line.textContent = said[NOT_SENT];
    main.hidden = false;
  }

  void (key ? inWindow() : atLink());
})();
