/** Answers are read on their way: a copy of what passes, unchanged and at once. */

import { mayTeach, sight } from "./firefox_look.js";
import { faults, read } from "./worker.js";

/** @typedef {import("./firefox_look.js").Sight} Sight */

/** What the rules see nothing of is not read. */
const MAX_RESPONSE = 8_388_608;
/** Where it isn't known yet what is read: a picture waits for nobody. */
const LIKELY = /json|javascript|html|text\/plain|^multipart\//i;
const CHARSET = /;\s*charset="?([^\s;"]+)/i;

/** @type {(details: browser.Details) => browser.Blocking | Promise<browser.Blocking> | undefined} */
export function onAnswer(details) {
  const { statusCode, responseHeaders = [] } = details;
  const type = responseHeaders.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "";
  if (statusCode < 200 || statusCode > 299) return undefined;
  try {
    const seen = sight();
    if (!("then" in seen)) return copied(seen, details, type);
    return !LIKELY.test(type) ? undefined : seen.then((known) => copied(known, details, type) ?? {}).catch(passed);
  } catch {
    return passed();
  }
}

/** An answer that a failure of ours meets passes unread. */
function passed() {
  void faults.note();
  return {};
}

/** @type {(seen: Sight, details: browser.Details, type: string) => undefined} */
function copied(seen, { requestId, url, statusCode: status }, contentType) {
  if (!mayTeach(seen, url, contentType)) return;
  const filter = browser.webRequest.filterResponseData(requestId);
  /** @type {ArrayBuffer[]} */
  const chunks = [];
  let size = 0;
  filter.ondata = ({ data }) => {
    filter.write(data);
    size += data.byteLength;
    if (size > MAX_RESPONSE) filter.disconnect();
    else chunks.push(data);
  };
  filter.onstop = () => {
    filter.close();
    const text = textOf(chunks, contentType);
    if (size > 0) void read({ url, status, contentType, text }).catch(passed);
  };
}

/** @type {(chunks: ArrayBuffer[], contentType: string) => string} */
function textOf(chunks, contentType) {
  const decoder = decoderOf(CHARSET.exec(contentType)?.[1]);
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}

/** @type {(charset: string | undefined) => TextDecoder} */
function decoderOf(charset) {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
