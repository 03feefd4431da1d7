"use strict";

/**
 * The warning as the engine words it; no string holds markup. Texts that are absent are left out of the card.
 *
 * @typedef {{ name: string, handle: string, platform: string, participant: string, contest: string,
 *   region: string, source: string }} WarningAccount
 * @typedef {{ heading: string, text: string, source: string, link: string, unchecked: boolean }} WarningDetail
 * @typedef {{ lang: string, level: "warn" | "advise", heading: string, doing: string,
 *   account: WarningAccount | null, others: number, rule: string, cost: string, allowed: string,
 *   assurance: string, circulars: { text: string, link: string }[], details: WarningDetail[],
 *   agency: string, contact: string, delay: number, seconds: number, ui: Record<string, string> }} Warning
 */

/**
 * Draws the card of one warning.
 *
 * @param {Natives} native
 * @param {Document} document
 * @param {Warning} warning
 */
function drawWarning(native, document, warning) {
  const pen = createPen(native, document);
  const card = native.createElement(document, "div");
  native.setAttribute(card, "class", `card ${warning.level}`);
  drawHead(pen, card, warning);
  const stops = drawBody(pen, card, warning);
  const foot = drawFoot(pen, card, warning);
  const { cancel, proceed } = foot;

  return {
    card, cancel, proceed,
    show: showTexts(native, foot.changing),

    /** Where Tab stops now, in order. */
    stops() {
      const now = stops();
      now[now.length] = cancel;
      now[now.length] = proceed;
      return now;
    },

    /** Whether the second button may be used; while not, it says why. */
    allow(/** @type {boolean} */ now) {
      if (now === foot.allowed) return;
      foot.allowed = now;
      if (now) native.removeAttribute(proceed, "aria-disabled");
      else native.setAttribute(proceed, "aria-disabled", "true");
      if (now) native.removeAttribute(proceed, "aria-describedby");
      else if (warning.ui.wait) native.setAttribute(proceed, "aria-describedby", "reason");
    },
  };
}

/** @typedef {ReturnType<typeof drawWarning>} View */

/** Who speaks, and what this is. @type {(pen: Pen, card: Element, warning: Warning) => void} */
function drawHead(pen, card, warning) {
  const head = pen.add(card, "div", "head");
  pen.addIcon(head, "mark");
  const titles = pen.add(head, "div", "titles");
  if (warning.agency) pen.add(titles, "p", "agency", warning.agency);
  pen.addNamed(titles, "h2", "heading", warning.heading);
}

/** What is about to happen, and what is known of it; tells the places to stop at. @type {(pen: Pen, card: Element, warning: Warning) => () => HTMLElement[]} */
function drawBody(pen, card, warning) {
  /** @type {HTMLElement[]} */
  const links = [];
  const body = pen.add(card, "div", "body");
  pen.addNamed(body, "p", "doing", warning.doing);
  if (warning.account) drawAccount(pen, body, warning, warning.account);
  if (warning.rule) drawLaw(pen, body, warning);
  if (warning.allowed) pen.add(pen.addLine(body, "allowed"), "span", "", warning.allowed);
  for (let i = 0; i < warning.circulars.length; i++) {
    const { text, link } = warning.circulars[i] ?? { text: "", link: "" };
    pen.addLink(pen.addLine(body, "circular"), text, link, links);
  }
  const folded = warning.details.length || warning.contact ? drawDetails(pen, body, warning) : null;
  return () => {
    const stops = [];
    for (let i = 0; i < links.length; i++) stops[i] = links[i] ?? body;
    if (folded) stops[stops.length] = folded.summary;
    for (let i = 0; folded?.isOpen() && i < folded.links.length; i++) stops[stops.length] = folded.links[i] ?? body;
    return stops;
  };
}

/** Who the account is. @type {(pen: Pen, body: Element, warning: Warning, account: WarningAccount) => void} */
function drawAccount(pen, body, { ui, others }, account) {
  const box = pen.addNamed(body, "div", "account");
  pen.add(pen.add(box, "p", "name"), "bdi", "", account.name);
  const where = pen.add(box, "p", "handle");
  if (account.handle) pen.add(where, "bdi", "", account.handle);
  if (account.platform) pen.add(where, "bdi", "", account.platform);
  const rows = [
    [ui.label_participant, account.participant],
    [ui.label_contest, account.contest, account.region],
    [ui.label_source, account.source],
  ];
  const list = pen.add(box, "dl");
  for (let i = 0; i < rows.length; i++) {
    const [label, text, more] = rows[i] ?? [];
    if (!text) continue;
    pen.add(list, "dt", "", label);
    const value = pen.add(list, "dd");
    pen.add(value, "bdi", "", text);
    if (more) pen.add(value, "bdi", "", more);
  }
  if (others) pen.add(box, "p", "others", fillText(pen.native, ui.others, "n", others));
}

/** The rule, and what it can cost to break it. @type {(pen: Pen, body: Element, warning: Warning) => void} */
function drawLaw(pen, body, warning) {
  const box = pen.add(body, "div", "law");
  pen.addIcon(box, "law");
  const texts = pen.addNamed(box, "div", "reasons");
  pen.add(texts, "p", "rule", warning.rule);
  if (warning.cost) pen.add(texts, "p", "cost", warning.cost);
}

/** What can be unfolded. @type {(pen: Pen, body: Element, warning: Warning) => { summary: HTMLElement, links: HTMLElement[], isOpen: () => boolean }} */
function drawDetails(pen, body, { ui, details, contact }) {
  const { native } = pen;
  const box = /** @type {HTMLDetailsElement} */ (pen.add(body, "details"));
  const summary = pen.add(box, "summary", "", ui.details);
  const isOpen = () => native.isDetailsOpen(box);
  native.listen(box, "toggle", () => void (isOpen() && native.scrollIntoView(box, { block: "start" })));
  /** @type {HTMLElement[]} */
  const links = [];
  for (let i = 0; i < details.length; i++) {
    const detail = details[i];
    if (detail) drawDetail(pen, box, detail, ui.unchecked ?? "", links);
  }
  if (contact) pen.add(box, "p", "contact", `${ui.label_contact ?? ""}: ${contact}`);
  return { summary, links, isOpen };
}

/** @type {(pen: Pen, box: Element, detail: WarningDetail, unchecked: string, links: HTMLElement[]) => void} */
function drawDetail(pen, box, detail, unchecked, links) {
  pen.add(box, "h3", "", detail.heading);
  pen.add(box, "p", "", detail.text);
  if (!detail.source && !detail.unchecked) return;
  const source = pen.add(box, "p", "source");
  if (detail.source) pen.addLink(source, detail.source, detail.link, links);
  if (detail.unchecked) pen.add(source, "span", "unchecked", `(${unchecked})`);
}

/**
 * What can be done, and how long.
 *
 * @param {Pen} pen
 * @param {Element} card
 * @param {Warning} warning
 */
function drawFoot(pen, card, warning) {
  const { native } = pen;
  const foot = pen.add(card, "div", "foot");
  if (warning.assurance) pen.addNamed(pen.addLine(foot, "assurance"), "span", "assured", warning.assurance);
  const buttons = pen.add(foot, "div", "buttons");
  const cancel = pen.addButton(buttons, "cancel", warning.ui.cancel);
  const proceed = pen.addButton(buttons, "proceed");
  native.setAttribute(cancel, "autofocus", "");
  const clock = pen.add(foot, "p", "clock");
  const expires = pen.add(clock, "span");
  const waiting = pen.add(clock, "span", "waiting");
  const spoken = pen.add(foot, "p", "spoken");
  const reason = pen.add(foot, "p", "spoken", fillText(native, warning.ui.wait, "seconds", warning.delay));
  native.setAttribute(waiting, "role", "status");
  native.setAttribute(spoken, "role", "status");
  native.setAttribute(reason, "id", "reason");
  return { cancel, proceed, changing: { proceed, expires, waiting, spoken }, allowed: true };
}

/**
 * Changes texts, and leaves the document alone where it says so already.
 *
 * @template {string} Name
 * @param {Natives} native
 * @param {Record<Name, HTMLElement>} elements
 */
function showTexts(native, elements) {
  /** @type {Partial<Record<Name, string>>} */
  const shown = {};
  return (/** @type {Name} */ name, /** @type {string} */ text) => {
    if (shown[name] === text) return;
    shown[name] = text;
    native.setText(elements[name], text);
  };
}
