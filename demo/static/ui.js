// What both faces are built of: the frame of the page, optimistic buttons, composers, notes.

import { el, icon } from "./dom.js";

/** A short note at the lower edge, read out by screen readers. */
export function toast(text) {
  let place = document.getElementById("toast");
  if (!place) {
    place = el("div", { id: "toast", role: "status", "data-testid": "toast" });
    document.body.append(place);
  }
  const note = el("p", {}, text);
  place.replaceChildren(note);
  setTimeout(() => note.remove(), 4000);
}

const FAILED = "Gagal, coba lagi";

/**
 * A button that shows its new state at once and takes it back when the request fails.
 * @param {{name: string, on: boolean, count?: number, labels: [string, string], glyph?: string, disabled?: boolean,
 *   perform: (on: boolean) => Promise<{ok: boolean}>}} options
 */
export function toggle({ name, on, count, labels, glyph, disabled = false, perform }) {
  const face = el("span", { class: "face" });
  const button = el("button", { type: "button", class: `act ${name}`, "data-testid": name, disabled });
  button.append(...[glyph ? icon(glyph) : null, face].filter((part) => part !== null));
  let state = on;
  const show = () => {
    const label = labels[Number(state)];
    button.setAttribute("aria-pressed", String(state));
    button.setAttribute("aria-label", label);
    face.textContent = count === undefined ? label : String(count + Number(state) - Number(on));
  };
  button.addEventListener("click", async () => {
    const wanted = !state;
    state = wanted;
    show();
    const result = await perform(wanted);
    if (result.ok || state !== wanted) return;
    state = !wanted;
    show();
    toast(FAILED);
  });
  show();
  return button;
}

/** A plain button with an icon. */
export function button(name, label, glyph, click) {
  const attributes = { type: "button", class: `act ${name}`, "data-testid": name, "aria-label": label, click };
  return el("button", attributes, glyph ? icon(glyph) : label);
}

/**
 * A box to write in. `written` makes the node that appears at once and goes away again if sending fails.
 * @param {{name: string, label: string, send: (text: string) => Promise<{ok: boolean}>,
 *   written: (text: string) => HTMLElement, list: Element}} options
 */
export function composer({ name, label, send, written, list }) {
  const field = el("textarea", { rows: 2, placeholder: label, "aria-label": label, "data-testid": `${name}-text` });
  const submit = async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const node = written(text);
    list.prepend(node);
    field.value = "";
    const result = await send(text);
    if (result.ok) return;
    node.remove();
    field.value = text;
    toast(FAILED);
  };
  const go = el("button", { class: "solid", "data-testid": `${name}-send` }, "Kirim");
  return el("form", { class: "composer", submit }, field, go);
}

/** Show a node, or hide it if it is there: for boxes that open below a post. */
export function unfold(place, make) {
  if (place.childElementCount) place.replaceChildren();
  else {
    place.append(make());
    place.querySelector("textarea")?.focus();
  }
}

/** The header with its links; those with data-spa are opened without leaving the page. */
export function header(title, links) {
  const here = (href) => href.startsWith("/") && !["/nojs", "/mulai"].includes(href);
  const anchors = links.map(([text, href]) => el("a", { href, "data-spa": here(href) }, text));
  document.querySelector(".top")?.replaceChildren(
    el("a", { href: "/", class: "brand", "data-spa": true }, title),
    el("nav", { "aria-label": "Utama" }, ...anchors),
  );
}

/** Tell what to tap, on the home page. */
export function tips(items) {
  return el("details", { class: "tips", open: innerWidth > 700 },
    el("summary", {}, "Apa yang bisa dicoba?"),
    el("ol", {}, ...items.map((item) => el("li", {}, item))),
    el("a", { href: "/mulai" }, "Penjelasan lengkap"));
}

/**
 * Show the page of the address now and whenever it changes; `routes` are tried in order.
 * @param {[RegExp, (...groups: string[]) => Promise<(Node | null)[]>][]} routes
 */
export function router(routes) {
  const main = document.getElementById("app");
  const show = async () => {
    const wanted = location.pathname;
    const [pattern, make] = routes.find(([route]) => route.test(wanted)) ?? routes[0];
    const nodes = await make(...(pattern.exec(wanted)?.slice(1) ?? []));
    if (wanted !== location.pathname) return;
    main.replaceChildren(...nodes.filter((node) => node !== null));
    main.dataset.ready = wanted;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-spa]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    delete main.dataset.ready;
    history.pushState(null, "", withOptions(link.getAttribute("href")));
    scrollTo(0, 0);
    show();
  });
  addEventListener("popstate", show);
  return show();
}

/** An address with the options of the present one; what it says itself goes first. */
function withOptions(href) {
  const url = new URL(href, location.href);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}
