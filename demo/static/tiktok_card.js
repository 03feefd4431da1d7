// One video of the TikTok face with its buttons and comments.

import { avatar, el, picture } from "./dom.js";
import { button, composer, toast, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list of videos; of a very long one only the beginning. */
export const cards = (run, list) => list.slice(0, SHOWN).map((item) => card(run, item));

/** A card. `run(kind, id, options)` performs an action. */
export function card(run, item) {
  const below = el("div", { class: "below" });
  const written = el("div", { class: "replies" });
  return el(
    "article",
    { class: "card tall", "data-post": item.id, "data-author": item.author.handle },
    el("header", { class: "owner" }, avatar(item.author.name, item.author.handle), byline(item.author)),
    picture(item.id),
    el("div", { class: "body" }, actions(run, item, below, written), caption(item), below, written),
  );
}

/** Name and handle, with a link to the profile. */
export const byline = ({ handle, name }) =>
  el("p", { class: "byline" }, person(handle), el("span", { class: "quiet" }, ` · ${name}`));

const person = (handle) => el("a", { href: `/@${handle}`, "data-spa": true, class: "name" }, handle);

const caption = (item) =>
  el("p", {}, el("a", { class: "text inline", href: `/@${item.author.handle}/video/${item.id}`, "data-spa": true }, item.text));

function actions(run, item, below, written) {
  const { id } = item;
  const pair = (on, off) => (wanted) => run(wanted ? on : off, id);
  const write = () =>
    unfold(below, () => composer({ name: "comment", label: "Tambahkan komentar", list: written, written: own,
      send: (text) => run("comment", id, { text }) }));
  return el("div", { class: "actions" },
    toggle({ name: "like", on: item.liked, count: item.likes, glyph: "like",
      labels: ["Suka", "Batal suka"], perform: pair("like", "unlike") }),
    button("comment", "Komentar", "reply", write),
    toggle({ name: "repost", on: item.reposted, glyph: "repost", labels: ["Posting ulang", "Diposting ulang"],
      perform: pair("repost", "unrepost") }),
    toggle({ name: "favourite", on: item.favourite, glyph: "bookmark", labels: ["Favorit", "Batal favorit"],
      perform: pair("favourite", "unfavourite") }),
    button("share", "Salin tautan", "share", () => toast("Tautan disalin")));
}

/** What the person wrote, as it appears at once. */
export const own = (words) => el("p", { class: "own", "data-testid": "own" }, el("b", {}, "warga_contoh"), ` ${words}`);

/** A comment of somebody, with its own like button and a way to reply. */
export function comment(run, item, node) {
  const below = el("div", { class: "below" });
  const reply = () =>
    unfold(below, () => composer({ name: "comment-reply", label: `Balas ${node.handle}`, list: below, written: own,
      send: (text) => run("reply", item.id, { text, comment: node.id }) }));
  return el("li", { class: "comment", "data-comment": node.id, "data-author": node.handle },
    el("p", {}, person(node.handle), ` ${node.text}`),
    el("div", { class: "actions" },
      toggle({ name: "comment-like", on: node.liked, count: node.likes, glyph: "like",
        labels: ["Suka komentar", "Batal suka komentar"],
        perform: (on) => run(on ? "comment-like" : "comment-unlike", node.id, { video: item.id }) }),
      button("comment-reply", "Balas", "reply", reply)),
    below);
}

/** The follow button of an account. */
export const followButton = (run, { id, secUid, following }) =>
  toggle({ name: "follow", on: following, labels: ["Ikuti", "Mengikuti"],
    perform: (on) => run(on ? "follow" : "unfollow", id, { secUid }) });
