/** The event page of Firefox: all that the other browsers' worker does, and the gate that they have in the page. */

import "./worker.js";
import { anonymously } from "./firefox_fetch.js";
import { onBody, onEnd, onRequest } from "./firefox_gate.js";
import { onAnswer } from "./firefox_read.js";
import { askBy } from "./tuf_fetch.js";

const { runtime, webRequest } = browser;
const covered = { urls: runtime.getManifest().host_permissions };

// At once, so that Firefox wakes this page for them, and waits until it is there.
webRequest.onBeforeRequest.addListener(onBody, covered, ["requestBody"]);
webRequest.onBeforeSendHeaders.addListener(onRequest, covered, ["blocking", "requestHeaders"]);
webRequest.onHeadersReceived.addListener(onAnswer, covered, ["blocking", "responseHeaders"]);
webRequest.onCompleted.addListener(onEnd, covered);
webRequest.onErrorOccurred.addListener(onEnd, covered);

askBy(anonymously);
