"use strict";

/**
 * The gate: stands in the page's own world before any script of the page, and holds requests that may be actions.
 *
 * It knows no account and decides nothing. From a request's head it tells what can be no action, and lets that
 * pass in the same breath; whatever else is asked about through a port that only our content script has. A
 * released request is the very one that was made.
 *
 * What the browser offers is captured while it is still the browser's own, for a page may patch anything later.
 * For the same reason nothing here waits with `await`, which looks up what pages can patch; objects that are
 * handed to the browser have no prototype; nothing is iterated. The files of the gate share what this one makes
 * under a name that the last of them takes away again.
 *
 * @typedef {{ name: string, operations: RegExp }} Named
 * @typedef {{ methods: Record<string, true>, hosts: RegExp, path: RegExp, header?: Named }} Head
 * @typedef {{ id: number, done: (answer: Answer) => void, over: boolean }} Question
 */
(() => {
  /** What the rules see nothing of passes: larger bodies of requests and of answers. */
  const MAX_BODY = 1_048_576;
  const MAX_RESPONSE = 8_388_608;
  /** Types of answers that are kept until the rules are there, which say what is read. */
  const LIKELY = /json|javascript|html|text\/plain|^multipart\//i;
  /** Addresses whose host can be told without reading all of them: one that is written out, or the page's own. */
  const PLAIN = /^(?:https?:\/\/([a-z0-9.-]+)(?=[/?#]|$)|\/(?=[\w.?#]|$))/;
  const ENCODED = /%/;
  /** Hosts that are remembered; a page asks few. */
  const HOSTS = 200;

  const { Object, Promise, Request, Response, URL, Headers, document } = window;
  const { bind, call } = window.Function.prototype;
  const { apply } = window.Reflect;
  const { decodeURIComponent } = window;

  /** @type {(type: any, name: string) => (self: any, ...args: any[]) => any} */
  const method = (type, name) => bind.call(call, type.prototype[name]);
  /** @type {(type: any, name: string) => (self: any) => any} */
  const getter = (type, name) => {
    const found = Object.getOwnPropertyDescriptor(type.prototype, name)?.get;
    return found ? bind.call(call, found) : () => undefined;
  };
  /** Gives an object a value of its own, as one that may be changed. @type {(object: object, name: string, value: unknown) => void} */
  const put = (object, name, value) => {
    defineProperty(object, name, /** @type {any} */ ({ __proto__: null, value, configurable: true, writable: true }));
  };
  /** At an array's end, whatever a page has made of arrays. @type {<T>(all: T[], one: T) => void} */
  const add = (all, one) => put(all, `${all.length}`, one);
  const { defineProperty } = Object;

  // Not test(), which looks up exec() on a prototype that the page can change.
  const exec = method(window.RegExp, "exec");
  const upper = method(window.String, "toUpperCase");
  const lower = method(window.String, "toLowerCase");
  const slice = method(window.String, "slice");
  const starts = method(window.String, "startsWith");
  const nativeThen = method(Promise, "then");
  const listen = method(window.EventTarget, "addEventListener");
  const dispatch = method(window.EventTarget, "dispatchEvent");
  const dataOf = getter(window.MessageEvent, "data");
  const tell = method(window.MessagePort, "postMessage");
  const urlOf = getter(Request, "url");
  const methodOf = getter(Request, "method");
  const headersOf = getter(Request, "headers");
  const cloneOf = method(Request, "clone");
  const bytesOf = method(Request, "arrayBuffer");
  const sizeOf = getter(window.ArrayBuffer, "byteLength");
  const each = method(Headers, "forEach");
  const header = method(Headers, "get");
  const host = getter(URL, "hostname");
  const pathname = getter(URL, "pathname");
  const base = getter(window.Node, "baseURI");
  const answerUrl = getter(Response, "url");
  const answerHeaders = getter(Response, "headers");
  const answerOk = getter(Response, "ok");
  const answerStatus = getter(Response, "status");
  const answerClone = method(Response, "clone");
  const answerBytes = method(Response, "arrayBuffer");

  const channel = new window.MessageChannel();
  const port = channel.port1;
  /** What may be an action by its head; null until our content script has said it. @type {Head[] | null} */
  let heads = null;
  /** @type {Record<string, true>} */
  let verbs = { __proto__: /** @type {any} */ (null) };
  /** What was found out of hosts. @type {Record<string, Site>} */
  let sites = { __proto__: /** @type {any} */ (null) };
  let known = 0;
  /** How addresses begin of the host that was asked last where nobody acts and nothing is learned; most are of such a one. */
  let idle = "";
  /** @type {Site | null} */
  let idleSite = null;
  /** The page's own address, and the host in it. */
  let own = { address: "", host: "" };
  /** Which answers are worth reading. @type {{ hosts: RegExp, path: RegExp, types: RegExp }[]} */
  let readable = [];
  /** Nobody is there to be asked: the extension was updated or removed under this page. */
  let off = false;
  let last = 0;
  /** @type {Record<number, Question>} */
  const waiting = /** @type {any} */ ({ __proto__: null });
  /** What came before the rules. @type {(() => void)[]} */
  let early = [];

  const nothing = () => {};

  /** @type {(event: MessageEvent) => void} */
  function hear(event) {
    const said = dataOf(event);
    if (said.type === "heads") {
      for (let i = 0; i < said.heads.length; i++) for (const verb in said.heads[i].methods) verbs[verb] = true;
      readable = said.readable;
      heads = said.heads;
      sites = { __proto__: /** @type {any} */ (null) };
      idleSite = null;
      begin();
    } else if (said.type === "off") {
      stop();
    } else if (said.type === "answer") {
      const asked = waiting[said.id];
      if (asked) settle(asked, said.answer);
    }
  }

  function stop() {
    off = true;
    readable = [];
    begin();
    for (const id in waiting) settle(/** @type {Question} */ (waiting[id]), "go");
  }

  function begin() {
    const queued = early;
    early = [];
    for (let i = 0; i < queued.length; i++) queued[i]?.();
  }

  /** @type {(asked: Question, answer: Answer) => void} */
  function settle(asked, answer) {
    if (asked.over) return;
    asked.over = true;
    delete waiting[asked.id];
    asked.done(answer);
  }

  /** Calls one of two functions when a promise of the browser's is settled, past anything that a page has patched. */
  function then(/** @type {any} */ promise, /** @type {(value: any) => void} */ done, failed = nothing) {
    put(promise, "constructor", undefined);
    nativeThen(promise, done, failed);
  }

  /** Reads what a call of the page's is answered, and leaves the page's own promise as it is. @type {(promise: Promise<Response>, site?: Site) => void} */
  function readLater(promise, site) {
    if (!reads() || (site && !site.teaches)) return;
    try {
      nativeThen(promise, read, nothing);
    } catch {
      // A page that has broken promises is not read.
    }
  }

  /**
   * Whether a request with this head may be an action; until we know better, whatever isn't a plain read may be.
   *
   * @type {(verb: string, url: string, headers?: Headers, site?: Site) => boolean}
   */
  function mayAct(verb, url, headers, site = siteOf(url)) {
    if (off) return false;
    if (!heads) return verb !== "GET" && verb !== "HEAD" && verb !== "OPTIONS";
    if (!(verb in verbs) || (site && !site.verbs[verb])) return false;
    const parsed = new URL(url, base(document));
    const found = (site ?? siteAt(hostOf(parsed), heads)).verbs[verb];
    if (!found) return false;
    const path = pathname(parsed);
    for (let i = 0; i < found.length; i++) {
      const head = found[i];
      if (!head || !fits(head.path, path)) continue;
      if (!headers || !head.header || isNamed(head.header, headers)) return true;
    }
    return false;
  }

  /** What there is to know of the host of an address that is plainly written; undefined where only the browser can tell. @type {(url: unknown) => Site | undefined} */
  function siteOf(url) {
    if (!heads || typeof url !== "string") return undefined;
    if (idleSite && starts(url, idle)) return idleSite;
    const found = exec(PLAIN, url);
    if (!found) return undefined;
    if (found[1]) {
      const site = siteAt(trimmed(found[1]), heads);
      if (!site.acts && !site.teaches && url[found[0].length] === "/") {
        idle = `${found[0]}/`;
        idleSite = site;
      }
      return site;
    }
    const address = base(document);
    if (address !== own.address) own = { address, host: hostOf(new URL(address)) };
    return siteAt(own.host, heads);
  }

  /** @type {(name: string, heads: Head[]) => Site} */
  function siteAt(name, heads) {
    const before = sites[name];
    if (before) return before;
    /** @type {Site} */
    const site = { verbs: { __proto__: /** @type {any} */ (null) }, acts: false, teaches: false };
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i];
      if (!head || !exec(head.hosts, name)) continue;
      site.acts = true;
      for (const verb in head.methods) add((site.verbs[verb] ??= []), head);
    }
    for (let i = 0; i < readable.length; i++) site.teaches ||= !!exec(/** @type {any} */ (readable[i]).hosts, name);
    if (known++ >= HOSTS) {
      sites = { __proto__: /** @type {any} */ (null) };
      known = 1;
    }
    sites[name] = site;
    return site;
  }

  /** A name at whose end a dot stands is the same name. @type {(url: URL) => string} */
  const hostOf = (url) => trimmed(host(url));

  /** @type {(name: string) => string} */
  function trimmed(name) {
    while (name.length && name[name.length - 1] === ".") name = slice(name, 0, -1);
    return name;
  }

  /** As it is written, or decoded: names of operations may stand in a path either way. @type {(pattern: RegExp, path: string) => boolean} */
  function fits(pattern, path) {
    if (exec(pattern, path)) return true;
    if (!exec(ENCODED, path)) return false;
    try {
      return !!exec(pattern, decodeURIComponent(path));
    } catch {
      return false;
    }
  }

  /** Whether the operation is, or may be, one of a head's: without the header it stands elsewhere. @type {(named: Named, headers: Headers) => boolean} */
  function isNamed({ name, operations }, headers) {
    const value = header(headers, name);
    return !value || !!exec(operations, value);
  }

  /**
   * Asks about a request. What it does is called once, at once or later; what it returns withdraws the question.
   *
   * @type {(request: Request, done: (answer: Answer) => void) => () => void}
   */
  function ask(request, done) {
    /** @type {Question} */
    const asked = { id: ++last, done, over: false };
    if (heads || off) put_forth(asked, request);
    else add(early, () => put_forth(asked, request));
    return () => {
      if (asked.over) return;
      asked.over = true;
      if (waiting[asked.id]) tell(port, { __proto__: null, type: "aborted", id: asked.id });
      delete waiting[asked.id];
    };
  }

  /** @type {(asked: Question, request: Request) => void} */
  function put_forth(asked, request) {
    const verb = upper(methodOf(request));
    const url = urlOf(request);
    const headers = headersOf(request);
    if (asked.over) return;
    if (!isAsked(verb, url, headers)) return settle(asked, "go");
    then(bytesOf(cloneOf(request)), (body) => {
      if (asked.over) return;
      if (off || sizeOf(body) > MAX_BODY) return settle(asked, "go");
      waiting[asked.id] = asked;
      tell(port, { __proto__: null, type: "ask", id: asked.id, method: verb, url, headers: plain(headers), body });
    }, () => settle(asked, "go"));
  }

  /** Whether a request has to be asked about. A failure of ours lets it go, and is counted. @type {(verb: string, url: string, headers: Headers) => boolean} */
  function isAsked(verb, url, headers) {
    try {
      return mayAct(verb, url, headers) && +(header(headers, "content-length") ?? 0) <= MAX_BODY;
    } catch {
      tell(port, { __proto__: null, type: "fault" });
      return false;
    }
  }

  /** @type {(headers: Headers) => Record<string, string>} */
  function plain(headers) {
    const all = /** @type {any} */ ({ __proto__: null });
    each(headers, (/** @type {string} */ value, /** @type {string} */ name) => {
      all[name] = value;
    });
    return all;
  }

  /** Whether anything is held here, as far as we know yet. */
  const holds = () => !off && (!heads || heads.length > 0);

  /** Whether answers are read here, as far as we know yet. */
  const reads = () => !off && (!heads || readable.length > 0);

  /** Hands a copy of an answer on, if it may teach whose posts are whose. Never in anybody's way. @type {(response: Response) => void} */
  function read(response) {
    try {
      const url = answerUrl(response);
      const type = header(answerHeaders(response), "content-type") ?? "";
      if (!answerOk(response) || !isReadable(url, type)) return;
      // Copied now, for the page reads its own at once.
      const copy = answerClone(response);
      then(answerBytes(copy), (body) => hand(url, answerStatus(response), type, body));
    } catch {
      // The page reads its own copy; ours is a courtesy.
    }
  }

  /** @type {(url: string, type: string) => boolean} */
  function isReadable(url, type) {
    if (!reads() || !url) return false;
    if (!heads) return !!exec(LIKELY, type);
    /** @type {URL | undefined} */
    let parsed;
    for (let i = 0; i < readable.length; i++) {
      const one = readable[i];
      if (!one || !exec(one.types, type)) continue;
      parsed ??= new URL(url, base(document));
      if (exec(one.hosts, hostOf(parsed)) && exec(one.path, pathname(parsed))) return true;
    }
    return false;
  }

  /** @type {(url: string, status: number, contentType: string, body: ArrayBuffer | string) => void} */
  function hand(url, status, contentType, body) {
    if ((typeof body === "string" ? body.length : sizeOf(body)) > MAX_RESPONSE) return;
    if (!heads && !off) add(early, () => hand(url, status, contentType, body));
    else if (isReadable(url, contentType)) tell(port, { __proto__: null, type: "read", url, status, contentType, body });
  }

  // Our content script, which ran before us, listens for exactly one such event; no script of the page has run yet.
  function connect() {
    port.onmessage = hear;
    const event = new window.MessageEvent("jari-netral", { cancelable: true, ports: [channel.port2] });
    if (dispatch(window, event)) stop();
  }

  /** What the other files of the gate share. */
  const gate = {
    apply, method, getter, put, add, upper, lower, listen, dispatch, urlOf, methodOf,
    ask, mayAct, siteOf, holds, reads, readLater, hand, isReadable, connect,
  };
  put(window, "jari-netral", gate);
})();
