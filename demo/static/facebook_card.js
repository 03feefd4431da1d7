// One story of the Facebook face with its buttons, and one comment.

import { avatar, el, picture } from "./dom.js";
import { button, composer, toast, toggle, unfold } from "./ui.js";

const SHOWN = 40;

/** The cards of a list of stories; of a very long one only the beginning. */
export const cards = (run, list) => list.slice(0, SHOWN).map((item) => card(run, item));

/** A card. `run(kind, id, options)` performs an action. */
export function card(run, item) {
  const below = el("div", { class: "below" });
  const written = el("div", { class: "replies" });
  return el(
    "article",
    { class: "card", "data-post": item.id, "data-author": item.author.handle },
    avatar(item.author.name, item.author.handle),
    el("div", { class: "body" },
      byline(item.author, item.where), text(item), image(item), poll(run, item), shared(item),
      actions(run, item, below, written), below, written),
  );
}

/** A name with a link to the profile, and the group in which something stands. */
export function byline(author, where = "") {
  const link = el("a", { href: `/${author.handle}`, "data-spa": true, class: "name" }, author.name);
  return el("p", { class: "byline" }, link, where ? el("span", { class: "quiet" }, ` di ${where}`) : null);
}

const text = (item) => (item.text ? el("a", { class: "text", href: item.href, "data-spa": true }, item.text) : null);

const image = ({ id, text, question }) => (/pasar|pecel|cerah|bercerita/i.test(text) && !question ? picture(id) : null);

const shared = ({ shared: one }) => (one ? el("blockquote", { "data-post": one.id }, byline(one.author), text(one)) : null);

function poll(run, { question }) {
  if (!question) return null;
  const choices = question.options.map(({ id, text: label, voted }, index) =>
    toggle({ name: `vote-${index + 1}`, on: voted, labels: [label, `${label} · pilihan Anda`],
      perform: (on) => run(on ? "vote" : "unvote", question.id, { option: id }) }));
  return el("div", { class: "poll", role: "group", "aria-label": "Jajak pendapat" }, ...choices);
}

function actions(run, item, below, written) {
  const { id, author } = item;
  const write = (kind, label) => () => {
    run("typing", id);
    unfold(below, () => composer({ name: kind, label, list: written, written: own, send: (words) => run(kind, id, { text: words }) }));
  };
  const told = async (kind) => toast((await run(kind, id, { owner: author.id })).ok ? "Dibagikan" : "Gagal, coba lagi");
  return el("div", { class: "actions" },
    toggle({ name: "like", on: item.liked, count: item.likes, glyph: "like", labels: ["Suka", "Batal suka"],
      perform: (on) => run(on ? "like" : "unlike", id, { referrer: `/${author.handle}/posts/pfbid0demo` }) }),
    button("comment", "Komentar", "reply", write("comment", "Tulis komentar")),
    button("share-now", "Bagikan sekarang", "repost", () => told("share-now")),
    button("share", "Bagikan dengan kata-kata", "quote", write("share", "Tulis sesuatu")),
    button("share-story", "Bagikan ke cerita", "share", () => told("share-story")));
}

/** What the person wrote, as it appears at once. */
export const own = (words) => el("p", { class: "own", "data-testid": "own" }, el("b", {}, "Warga Contoh"), ` ${words}`);

/** A comment of somebody, with its own like button and a way to reply. */
export function comment(run, item) {
  const below = el("div", { class: "below" });
  const reply = () => unfold(below, () => composer({ name: "reply", label: `Balas ${item.author.name}`, list: below,
    written: own, send: (words) => run("reply", item.id, { text: words }) }));
  return el("li", { class: "comment", "data-comment": item.id, "data-author": item.author.handle },
    byline(item.author), el("p", {}, item.text),
    el("div", { class: "actions" },
      toggle({ name: "comment-like", on: item.liked, count: item.likes, glyph: "like",
        labels: ["Suka komentar", "Batal suka komentar"], perform: (on) => run(on ? "like" : "unlike", item.id) }),
      button("reply", "Balas", "reply", reply)),
    below);
}
