"use strict";

/** The gate before forms, those that a script submits and those that a person does; and what else is the document's. */
(() => {
  const gate = /** @type {Gate} */ (/** @type {any} */ (window)["jari-netral"]);
  const { apply, method, getter, put, upper, listen, mayAct, ask, asAsked } = gate;
  const { HTMLFormElement, HTMLInputElement, Proxy, FormData, URLSearchParams, WeakMap, Element, DataTransfer, File, document } = window;
  const setTimeout = window.setTimeout.bind(window);
  const { defineProperty, getOwnPropertyDescriptor } = window.Object;

  const remember = method(WeakMap, "set");
  const recall = method(WeakMap, "get");
  const forget = method(WeakMap, "delete");
  const attribute = method(Element, "getAttribute");
  const requestSubmit = method(HTMLFormElement, "requestSubmit");
  const copyOf = method(window.Node, "cloneNode");
  const append = method(window.Node, "appendChild");
  const remove = method(Element, "remove");
  const forgetAttribute = method(Element, "removeAttribute");
  const ownerOf = [getter(window.HTMLButtonElement, "form"), getter(HTMLInputElement, "form")];
  const submit = method(HTMLFormElement, "submit");
  const create = method(window.Document, "createElement");
  const rootOf = getter(window.Document, "documentElement");
  const isConnected = getter(window.Node, "isConnected");
  const setAttribute = method(Element, "setAttribute");
  const setFiles = window.Function.prototype.call.bind(getOwnPropertyDescriptor(HTMLInputElement.prototype, "files")?.set ?? (() => {}));
  const itemsOf = getter(DataTransfer, "items");
  const filesOf = getter(DataTransfer, "files");
  const addItem = method(window.DataTransferItemList, "add");
  const nameOf = getter(File, "name");
  const sizeOf = getter(window.Blob, "size");
  const actionOf = getter(HTMLFormElement, "action");
  const methodOf = getter(HTMLFormElement, "method");
  const typeOf = getter(HTMLFormElement, "enctype");
  const eachEntry = method(FormData, "forEach");
  const addPair = method(URLSearchParams, "append");
  const targetOf = getter(window.Event, "target");
  const submitterOf = getter(window.SubmitEvent, "submitter");
  const prevent = method(window.Event, "preventDefault");
  const wasPrevented = getter(window.Event, "defaultPrevented");
  const halt = method(window.Event, "stopImmediatePropagation");

  /** Forms that their person has let go. @type {WeakMap<object, true>} */
  const released = new WeakMap();
  /** Forms that are asked about now. @type {WeakMap<object, () => void>} */
  const held = new WeakMap();

  /**
   * What a form sends as it is now, where that may be an action: pages empty, redraw and remove their forms as soon
   * as they are under way.
   *
   * @typedef {{ request: Request, send: () => void }} Sending
   * @type {(form: any, submitter: any) => Sending | null}
   */
  function sendingOf(form, submitter) {
    try {
      const said = (/** @type {string} */ name) => (submitter ? attribute(submitter, name) : null);
      const verb = upper(said("formmethod") ?? methodOf(form));
      const action = said("formaction") ?? actionOf(form);
      if (verb !== "POST" || !isConnected(form) || !mayAct(verb, action)) return null;
      const enctype = said("formenctype") ?? typeOf(form);
      const target = said("formtarget") ?? attribute(form, "target");
      const charset = attribute(form, "accept-charset");
      const rel = attribute(form, "rel");
      const data = new FormData(form, submitter);
      const request = asAsked(verb, action, bodyOf(data, enctype));
      const given = { __proto__: null, method: "post", hidden: "", action, enctype, target, rel, "accept-charset": charset };
      return request && { request, send: () => sendAs(given, data) };
    } catch {
      return null;
    }
  }

  /** Sends what a form held, by one made for it. @type {(given: Record<string, any>, data: FormData) => void} */
  function sendAs(given, data) {
    const form = create(document, "form");
    for (const name in given) if (given[name] !== null) setAttribute(form, name, given[name]);
    eachEntry(data, (/** @type {any} */ value, /** @type {string} */ name) => append(form, fieldOf(name, value)));
    append(rootOf(document), form);
    try {
      submit(form);
    } finally {
      remove(form);
    }
  }

  /** @type {(name: string, value: any) => HTMLElement} */
  function fieldOf(name, value) {
    const isText = typeof value === "string";
    const field = create(document, "input");
    setAttribute(field, "type", isText ? "hidden" : "file");
    setAttribute(field, "name", name);
    if (isText) setAttribute(field, "value", value);
    else if (nameOf(value) || sizeOf(value)) {
      const chosen = new DataTransfer();
      addItem(itemsOf(chosen), value);
      setFiles(field, filesOf(chosen));
    }
    return field;
  }

  /** Whether a form has this button still. @type {(form: object, submitter: any) => boolean} */
  function owns(form, submitter) {
    for (let i = 0; i < ownerOf.length; i++) {
      try {
        return ownerOf[i]?.(submitter) === form;
      } catch {
        // Another kind of button.
      }
    }
    return false;
  }

  /**
   * Uses a form with the button that was pressed. Where the page has drawn another one meanwhile, a copy stands in.
   *
   * @type {(form: any, submitter: any, use: (submitter: any) => any) => any}
   */
  function pressed(form, submitter, use) {
    if (!submitter || owns(form, submitter)) return use(submitter);
    const copy = copyOf(submitter, false);
    forgetAttribute(copy, "form");
    append(form, copy);
    try {
      return use(copy);
    } finally {
      remove(copy);
    }
  }

  /** @type {(data: FormData, type: string) => FormData | URLSearchParams} */
  function bodyOf(data, type) {
    if (type === "multipart/form-data") return data;
    const pairs = new URLSearchParams();
    eachEntry(data, (/** @type {any} */ value, /** @type {string} */ name) => {
      addPair(pairs, name, typeof value === "string" ? value : "");
    });
    return pairs;
  }

  /** Asks about a form, and sends what it held. @type {(form: object, sending: Sending) => void} */
  function hold(form, { request, send }) {
    recall(held, form)?.();
    const withdraw = ask(request, (answer) => {
      forget(held, form);
      if (answer === "go") send();
    });
    remember(held, form, withdraw);
  }

  const proto = HTMLFormElement.prototype;
  proto.submit = new Proxy(proto.submit, /** @type {any} */ ({
    __proto__: null,
    apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
      const sending = sendingOf(self, null);
      if (!sending) return apply(target, self, args);
      hold(self, sending);
    },
  }));

  // A form that a person submits is stopped at once, and asked about when the page has had its say: most pages send
  // such a form themselves, and see as ever whether it was prevented.
  /** @type {(event: SubmitEvent) => void} */
  function submitted(event) {
    if (!event.isTrusted || wasPrevented(event)) return;
    const form = targetOf(event);
    if (recall(released, form)) {
      forget(released, form);
      halt(event);
      return;
    }
    const submitter = submitterOf(event);
    if (!sendingOf(form, submitter)) return;
    let isPrevented = false;
    prevent(event);
    put(event, "preventDefault", () => void (isPrevented = true));
    const shown = { __proto__: null, configurable: true, get: () => isPrevented };
    defineProperty(event, "defaultPrevented", /** @type {any} */ (shown));
    const release = () => {
      remember(released, form, true);
      try {
        pressed(form, submitter, (by) => requestSubmit(form, by));
      } finally {
        forget(released, form);
      }
    };
    setTimeout(() => {
      if (isPrevented) return;
      const last = pressed(form, submitter, (by) => sendingOf(form, by));
      if (last) hold(form, last);
      else release();
    }, 0);
  }

  const watch = () => listen(window, "submit", submitted, true);
  watch();

  // It searches what is closed to the page, too: the names in a warning.
  const page = /** @type {any} */ (window);
  if (typeof page.find === "function") {
    page.find = new Proxy(page.find, /** @type {any} */ ({
      __proto__: null,
      apply: (/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) =>
        gate.holds() ? false : apply(target, self, args),
    }));
  }

  // A document that is opened anew, which writing to a finished one does too, takes all listeners off its window.
  const documents = /** @type {any} */ (window.Document.prototype);
  const openers = ["open", "write", "writeln"];
  for (let i = 0; i < openers.length; i++) {
    const name = openers[i] ?? "";
    documents[name] = new Proxy(documents[name], /** @type {any} */ ({
      __proto__: null,
      apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
        try {
          return apply(target, self, args);
        } finally {
          watch();
        }
      },
    }));
  }
})();
