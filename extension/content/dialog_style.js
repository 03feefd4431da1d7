"use strict";

/**
 * The look of the warning: for the dialog, its small note, and full pages alike.
 *
 * Lengths are `em` of the size a person has chosen in the browser (`medium`), never `rem`: that is the page's.
 * Logical properties keep right-to-left whole. No backtick may stand in it: full pages read it out of this file.
 */
const DIALOG_STYLE = `
:host { all: initial !important; display: contents !important; }
:host, :root {
  --paper: #ffffff; --ink: #16202b; --soft: #4d5a69; --line: #d5dce4; --edge: #7a8796; --tint: #f2f5f9; --ground: #e8edf2;
  --main: #0f4c75; --main-over: #0b3a5a; --on-main: #ffffff;
  --mark: #8a5300; --mark-tint: #fdf5e6; --mark-line: #ecd3a3; --well: #1d6b45;
}
@media (prefers-color-scheme: dark) {
  :host, :root {
    --paper: #182029; --ink: #edf2f7; --soft: #aebac7; --line: #3a4756; --edge: #76869a; --tint: #212b36; --ground: #0e141a;
    --main: #8ecbf5; --main-over: #b4dcf8; --on-main: #06243a;
    --mark: #f0c069; --mark-tint: #2e2719; --mark-line: #5d4c28; --well: #86d3a9;
  }
}
*, *::before, *::after { box-sizing: border-box; }
.dialog, .note, .page {
  font: medium/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  color: var(--ink); direction: ltr; text-align: start; -webkit-text-size-adjust: none; text-size-adjust: none;
  overflow-wrap: break-word; hyphens: none;
}
.dialog {
  position: fixed; inset: 0; margin: auto; padding: 0; border: 0; outline: 0; background: var(--paper);
  inline-size: min(100vw - 1em, 37em); max-inline-size: none; block-size: fit-content;
  max-block-size: calc(100vh - 1em); max-block-size: calc(100dvh - 1em);
  overflow: auto; overscroll-behavior: contain; border-radius: .875em; color-scheme: light dark;
  box-shadow: 0 1.5em 4em rgb(8 20 32 / .35), 0 0 0 1px var(--line);
}
/* What can be selected, a page can read, or search for: a closed tree keeps neither away. */
.dialog:not(.still), .note { -webkit-user-select: none; user-select: none; }
.dialog::backdrop { background: rgb(10 20 30 / .55); }
.inner {
  position: fixed; inset: 0; inline-size: 100%; block-size: 100%; border: 0; opacity: 0; pointer-events: none;
}
.dialog.framed { background: none; box-shadow: none; border-color: transparent; animation: none; }
.dialog.framed::backdrop { background: none; }
.dialog.framed > .card { opacity: 0; }
.dialog.framed > .inner { opacity: 1; pointer-events: auto; }
@media (prefers-reduced-motion: no-preference) {
  .dialog[open]:not(.still) { animation: arrive .16s ease-out; }
  @keyframes arrive { from { opacity: 0; } }
}
p, h1, h2, h3, dl, dd { margin: 0; font-size: inherit; font-weight: inherit; text-wrap: pretty; }
svg {
  inline-size: 1.25em; block-size: 1.25em; flex: none; fill: none; stroke: currentcolor;
  stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round;
}
a { color: var(--main); text-decoration: underline; text-underline-offset: .15em; }
:focus-visible { outline: .1875em solid var(--main); outline-offset: .1875em; border-radius: .25em; }

.card { --accent: var(--main); --accent-tint: var(--tint); --accent-line: var(--line); }
.card.warn { --accent: var(--mark); --accent-tint: var(--mark-tint); --accent-line: var(--mark-line); }
.head { display: flex; gap: .875em; align-items: center; padding: 1.25em 1.5em 0; }
.head > svg {
  inline-size: 3em; block-size: 3em; padding: .5em; border-radius: 50%; stroke-width: 1.5;
  color: var(--accent); background: var(--accent-tint); border: 1px solid var(--accent-line);
}
.titles { min-inline-size: 0; }
.agency { color: var(--soft); font-size: .8125em; letter-spacing: .01em; }
.heading { font-size: 1.3125em; font-weight: 700; line-height: 1.25; letter-spacing: -.005em; }
.body { display: grid; gap: .75em; padding: .875em 1.5em 1em; }
.doing { font-size: 1.0625em; font-weight: 600; }
.account {
  padding: .75em 1em; border: 1px solid var(--line); border-radius: .5em; font-size: .9375em; line-height: 1.45;
}
.account .name { font-size: 1.2em; font-weight: 700; line-height: 1.3; }
.account bdi + bdi::before { content: "\\00b7"; margin-inline: .4em; color: var(--soft); }
.account dl { display: grid; grid-template-columns: fit-content(9em) 1fr; gap: .0625em .875em; margin-block-start: .375em; }
.account dt { color: var(--soft); }
.account dd { min-inline-size: 0; }
.source { color: var(--soft); font-size: .875em; }
.others { margin-block-start: .375em; }
.line { display: flex; gap: .625em; align-items: flex-start; }
.line > svg { margin-block-start: .125em; }
.line > :last-child { min-inline-size: 0; }
.law {
  display: flex; gap: .75em; align-items: flex-start; padding: .75em 1em; border-radius: .5em;
  background: var(--accent-tint); border: 1px solid var(--accent-line);
}
.law > svg { color: var(--accent); inline-size: 1.5em; block-size: 1.5em; }
.law > div { min-inline-size: 0; }
.rule { font-weight: 600; text-wrap: balance; }
.advise .rule { font-weight: inherit; }
.law .cost { margin-block-start: .25em; }
.allowed > svg, .assurance > svg { color: var(--well); }
.circular > svg { color: var(--soft); }
details { border-block-start: 1px solid var(--line); padding-block-start: .625em; }
summary { cursor: pointer; color: var(--main); font-weight: 600; padding-block: .25em; }
details h2, details h3 { font-weight: 700; margin-block-start: .75em; }
details p { font-size: .9375em; }
.unchecked { margin-inline-start: .35em; font-style: italic; }
.contact { margin-block-start: .75em; }

.foot {
  position: sticky; inset-block-end: 0; display: grid; gap: .625em; padding: .75em 1.5em 1em;
  background: var(--paper); border-block-start: 1px solid var(--line);
}
.assurance { font-size: .9375em; font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: .625em; background: var(--paper); }
:where(button, .buttons > a) {
  font: inherit; line-height: 1.25; min-block-size: 3em; padding: .625em .75em; border-radius: .5em; white-space: nowrap;
  border: 1px solid var(--line); background: var(--paper); color: var(--ink); cursor: pointer; margin: 0;
  touch-action: manipulation; font-variant-numeric: tabular-nums;
}
.buttons > * { display: flex; flex: 1 1 7.5em; }
.buttons > form > button { flex: 1; }
.buttons > .cancel, .buttons > .to-cancel { flex-grow: 2; }
.buttons > a { text-decoration: none; }
.buttons > a, button { justify-content: center; align-items: center; text-align: center; }
.cancel { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 700; font-size: 1.0625em; }
.cancel:hover { background: var(--main-over); border-color: var(--main-over); }
.proceed { border-color: var(--edge); }
.proceed:hover { background: var(--tint); }
.proceed[aria-disabled="true"] { border-color: var(--line); color: var(--soft); background: var(--tint); cursor: default; }
.clock { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1em; color: var(--soft); font-size: .8125em; font-variant-numeric: tabular-nums; }
.spoken { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.note {
  position: fixed; inset: auto 0 1em; margin: 0 auto; inline-size: fit-content; max-inline-size: min(100vw - 1em, 33em);
  display: flex; gap: .875em; align-items: center; padding: .75em .75em .75em 1.125em; border: 1px solid var(--line);
  border-radius: .75em; background: var(--paper); box-shadow: 0 .5em 2em rgb(8 20 32 / .3); color-scheme: light dark;
}
.note button { flex: none; min-block-size: 2.5em; padding: .375em .875em; }
.note:not(.shown) { display: none; }

.page { margin: 0; min-block-size: 100vh; padding: 1em .5em; display: grid; place-items: center; background: var(--ground); color-scheme: light dark; }
.page .card {
  inline-size: 100%; max-inline-size: 37em; background: var(--paper); border-radius: .875em;
  box-shadow: 0 .75em 2.5em rgb(8 20 32 / .14), 0 0 0 1px var(--line);
}
.page .foot { border-end-start-radius: .875em; border-end-end-radius: .875em; }
.page .lead { color: var(--soft); }
.page form { margin: 0; }
#status:empty { display: none; }
[hidden] { display: none !important; }

@media (max-width: 26em) {
  .head { padding: 1em 1em 0; gap: .625em; }
  .head > svg { inline-size: 2.25em; block-size: 2.25em; padding: .375em; }
  .body { padding: .75em 1em; }
  .foot { padding: .625em 1em .75em; }
  .account dl { display: block; }
  .account dt, .account dd { display: inline; }
  .account dt::after { content: ": "; }
  .account dd::after { content: "\\a"; white-space: pre; }
  .buttons > .cancel, .buttons > .to-cancel { flex-grow: 1; }
}
@media (max-height: 46em) {
  .head { padding-block-start: .875em; }
  .body { gap: .5em; padding-block: .625em .75em; }
  .account, .law { padding-block: .5em; }
  .foot { gap: .5em; padding-block: .5em .625em; }
  details { padding-block-start: .375em; }
}
@media (max-height: 34em) {
  .foot { display: contents; }
  .foot > p:not(.spoken) { padding: 0 1em .5em; }
  .buttons { position: sticky; inset-block-end: 0; padding: .5em 1em; border-block-start: 1px solid var(--line); }
  button { min-block-size: 2.5em; padding-block: .375em; }
}
@media (forced-colors: active) {
  .dialog, .note, .page .card { border: 1px solid CanvasText; }
  .cancel { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
  .proceed[aria-disabled="true"] { color: GrayText; border-color: GrayText; }
  :focus-visible { outline-color: Highlight; }
  .card svg { color: CanvasText; }
}
`;
