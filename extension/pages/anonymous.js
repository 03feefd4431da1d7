"use strict";

/** Within a frame that has no origin: asks a server for a file, and hands the answer on as it comes. */
window.addEventListener("message", async ({ source, data, ports }) => {
  const port = ports[0];
  if (source !== window.parent || !port) return;
  const stop = new AbortController();
  port.onmessage = () => stop.abort();
  try {
    const { status, headers, body } = await fetch(data.url, { ...data.init, signal: stop.signal });
    port.postMessage({ status, headers: [...headers], body }, body ? [body] : []);
  } catch (cause) {
    port.postMessage({ failure: String(cause) });
  }
});
