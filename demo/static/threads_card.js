// One post of the Threads face with its buttons.

import { avatar, el } from "./dom.js";
import { button, composer, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list of posts; of a very long one only the beginning. */
export const cards = (run, list) => list.slice(0, SHOWN).map((item) => card(run, item));

/** A card. `run(kind, id, options)` performs an action. */
export function card(run, item) {
  if (item.original) return reposted(run, item);
  const below = el("div", { class: "below" });
  const replies = el("div", { class: "replies" });
  return el(
    "article",
    { class: "card", "data-post": item.id, "data-author": item.author.handle },
    avatar(item.author.name, item.author.handle),
    el("div", { class: "body" },
      byline(item.author), item.replyTo ? note(`Membalas ${item.replyTo}`) : null, text(item), quoteBox(item),
      actions(run, item, below, replies), below, replies),
  );
}

const reposted = (run, { author, original }) =>
  el("div", { class: "reposted" }, note(`${author.name} memposting ulang`), card(run, original));

/** A handle with a link to the profile, and the name. */
export function byline({ handle, name }) {
  const link = el("a", { href: `/@${handle}`, "data-spa": true, class: "name" }, handle);
  return el("p", { class: "byline" }, link, el("span", { class: "quiet" }, ` ${name}`));
}

const note = (words) => el("p", { class: "quiet note" }, words);

const text = ({ author, code, text: words }) =>
  el("a", { class: "text", href: `/@${author.handle}/post/${code}`, "data-spa": true }, words);

const quoteBox = ({ quoted }) =>
  quoted ? el("blockquote", { "data-post": quoted.id }, byline(quoted.author), text(quoted)) : null;

function actions(run, item, below, replies) {
  const { id } = item;
  const pair = (on, off) => (wanted) => run(wanted ? on : off, id);
  const write = (kind, label) => () =>
    unfold(below, () => composer({ name: kind, label, list: replies, written: own,
      send: (words) => run(kind, id, { text: words }) }));
  return el("div", { class: "actions" },
    toggle({ name: "like", on: item.liked, count: item.likes, glyph: "like", labels: ["Suka", "Batal suka"],
      perform: pair("like", "unlike") }),
    button("reply", "Balas", "reply", write("reply", "Tulis balasan")),
    toggle({ name: "repost", on: item.reposted, count: item.reposts, glyph: "repost",
      labels: ["Posting ulang", "Batal posting ulang"], perform: pair("repost", "unrepost") }),
    button("quote", "Kutip", "quote", write("quote", "Tulis kutipan")));
}

/** What the person wrote, as it appears at once. */
export const own = (words) =>
  el("div", { class: "own", "data-testid": "own" }, avatar("Warga", "warga_contoh"), el("p", {}, words));
