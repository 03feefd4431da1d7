// Used by the frame and the worker: send what is asked for, answer through the port that came with it.

/** @param {MessageEvent} event */
export async function relay(event) {
  const { url, method, headers, body } = event.data;
  const port = event.ports[0];
  try {
    const response = await fetch(url, { method, headers, body, credentials: "include" });
    port.postMessage({ status: response.status, text: await response.text() });
  } catch (error) {
    port.postMessage({ status: 0, text: String(error) });
  }
}
