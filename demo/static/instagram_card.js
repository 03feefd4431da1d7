// One medium of the Instagram face with its buttons and comments.

import { avatar, el, picture } from "./dom.js";
import { button, composer, toast, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list of media; of a very long one only the beginning. */
export const cards = (run, list) => list.slice(0, SHOWN).map((item) => card(run, item));

/** A card. `run(kind, id, options)` performs an action. */
export function card(run, item) {
  const below = el("div", { class: "below" });
  const written = el("div", { class: "replies" });
  return el(
    "article",
    { class: "card tall", "data-post": item.id, "data-author": item.author.username },
    el("header", { class: "owner" }, avatar(item.author.full_name, item.author.username), owners(item)),
    pictures(item),
    el("div", { class: "body" }, actions(run, item, below, written), caption(item), tags(item), below, written),
  );
}

/** A name with a link to its profile. */
export const person = (user) => el("a", { href: `/${user.username}/`, "data-spa": true, class: "name" }, user.username);

function owners({ author, others }) {
  const names = [author, ...others].flatMap((user, n) => (n ? [" dan ", person(user)] : [person(user)]));
  return el("p", { class: "byline" }, ...names, el("span", { class: "quiet" }, ` · ${author.full_name}`));
}

function pictures(item) {
  const frames = Array.from({ length: item.pictures }, (_, n) => picture(item.id + n));
  return el("div", { class: "carousel", tabindex: item.pictures > 1 ? 0 : -1 }, ...frames);
}

const caption = (item) =>
  el("p", {}, person(item.author), " ", el("a", { class: "text inline", href: `/p/${item.code}/`, "data-spa": true }, item.text));

function tags({ tagged }) {
  return tagged.length ? el("p", { class: "quiet" }, "Ditandai: ", ...tagged.map(person)) : null;
}

function actions(run, item, below, written) {
  const { id } = item;
  const write = () =>
    unfold(below, () => composer({ name: "comment", label: "Tulis komentar", list: written, written: own,
      send: (text) => run("comment", id, { text }) }));
  const told = async (kind, words) => toast((await run(kind, id)).ok ? words : "Gagal, coba lagi");
  return el("div", { class: "actions" },
    toggle({ name: "like", on: item.liked, count: item.likes, glyph: "like", labels: ["Suka", "Batal suka"],
      perform: (on) => run(on ? "like" : "unlike", id) }),
    button("comment", "Komentar", "reply", write),
    button("repost", "Bagikan ulang", "repost", () => told("repost", "Dibagikan ulang")),
    button("share", "Kirim ke teman", "share", () => told("share", "Terkirim")),
    toggle({ name: "save", on: item.saved, glyph: "bookmark", labels: ["Simpan", "Tersimpan"],
      perform: (on) => (on ? run("save", id) : Promise.resolve({ ok: true })) }));
}

/** What the person wrote, as it appears at once. */
export const own = (words) => el("p", { class: "own", "data-testid": "own" }, el("b", {}, "warga_contoh"), ` ${words}`);

/** A comment of somebody, with its own like button and a way to reply. */
export function comment(run, item, node) {
  const below = el("div", { class: "below" });
  const reply = () =>
    unfold(below, () => composer({ name: "comment-reply", label: `Balas ${node.user.username}`, list: below, written: own,
      send: (text) => run("reply", item.id, { text: `@${node.user.username} ${text}`, comment: node.pk }) }));
  return el("li", { class: "comment", "data-comment": node.pk, "data-author": node.user.username },
    el("p", {}, person(node.user), ` ${node.text}`),
    el("div", { class: "actions" },
      toggle({ name: "comment-like", on: node.has_liked_comment, count: node.comment_like_count, glyph: "like",
        labels: ["Suka komentar", "Batal suka komentar"],
        perform: (on) => run(on ? "comment-like" : "comment-unlike", node.pk) }),
      button("comment-reply", "Balas", "reply", reply)),
    below);
}
