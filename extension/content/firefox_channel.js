"use strict";

/** In Firefox the extension holds requests by itself, and asks the page only to show the warning. */
(() => {
  /** Less than the half minute after which the extension would be put to sleep, and its waking would be waited for. */
  const AWAKE_MS = 20_000;
  /** A frame smaller than that can't show a warning. */
  const LEAST = Object.freeze({ width: 280, height: 320 });
  const { runtime } = browser;
  const isTop = window === window.top;
  const dialog = createDialog({ window });
  let last = 0;

  runtime.onConnect.addListener((port) => {
    if (port.sender?.id !== runtime.id) return;
    if (port.name === "frame") return port.postMessage({ type: "here" });
    if (!isTop && (innerWidth < LEAST.width || innerHeight < LEAST.height)) return port.disconnect();
    const id = `${++last}`;
    port.onMessage.addListener((message) => {
      const { type, warning, reason } = message;
      if (type === "ask") {
        void dialog.ask(id, warning).then((outcome) => port.postMessage({ type: "decided", outcome }));
        // A page that is blocked by a request hears messages, but its clock stands still and nothing is drawn.
        setTimeout(() => port.postMessage({ type: "shown" }));
      } else if (type === "withdraw") {
        dialog.close(id, reason);
      } else if (type === "say") {
        dialog.say(warning, reason);
      }
    });
    port.onDisconnect.addListener(() => dialog.close(id, ""));
  });

  /** What the popup is told; a proxy that asks here is found by its sign. @type {"on" | "off" | "down"} */
  let state = "off";
  if (isTop) void begin();

  async function begin() {
    const [came] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    const isSigned = came?.serverTiming?.some(({ name }) => name === "jari-netral") ?? false;
    const told = await runtime.sendMessage({ type: "begin", isSigned }).catch(() => null);
    state = told?.isDown ? "down" : told?.heads?.length ? "on" : "off";
  }

  /** As long as somebody looks at the page. */
  function wake() {
    if (isTop && !document.hidden) void runtime.sendMessage({ type: "awake" }).catch(() => {});
  }
  setInterval(wake, AWAKE_MS);
  document.addEventListener("visibilitychange", wake);

  runtime.onMessage.addListener((message, _sender, answer) => {
    if (message.type === "here" && isTop) answer({ url: location.href, state });
  });
})();
