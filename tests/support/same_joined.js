/** Says of each joined script whether it is its modules, in the order in which they run, word for word; else where it is not. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

import ts from "typescript";

const parsed = (code) => ts.createSourceFile("code.js", code, ts.ScriptTarget.ESNext, true);
const isImport = (one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one);

/** Names that got a number lose it again; what is named twice because of that is named once. */
function wordsOf(node) {
  const isNamedTwice =
    (ts.isPropertyAssignment(node) && plain(node.name) === plain(node.initializer)) ||
    (ts.isBindingElement(node) && node.propertyName && plain(node.propertyName) === plain(node.name));
  if (isNamedTwice) return [plain(node.name)];
  if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return [];
  const parts = node.getChildren();
  if (parts.length > 0) return parts.filter((one) => one.kind !== ts.SyntaxKind.ExportKeyword).flatMap(wordsOf);
  return node.getText() === "" ? [] : [plain(node)];
}

const plain = (node) => node.getText().replace(/^([A-Za-z_]\w*)\$\d+$/, "$1");

/** What a module imports, and its words; a module of two scripts is read once. */
const modules = new Map();

function moduleAt(path) {
  let found = modules.get(path);
  if (!found) {
    const own = [...parsed(readFileSync(path, "utf-8")).statements];
    const before = own.filter((one) => isImport(one) && one.moduleSpecifier);
    found = {
      imports: before.map((one) => join(dirname(path), one.moduleSpecifier.text)),
      words: own.filter((one) => !isImport(one)).flatMap(wordsOf),
    };
    modules.set(path, found);
  }
  return found;
}

/** All words of a module and of what it imports, what is imported first. */
function wordsAt(path, seen = new Set()) {
  if (seen.has(path)) return [];
  seen.add(path);
  const { imports, words } = moduleAt(path);
  return [...imports.flatMap((one) => wordsAt(one, seen)), ...words];
}

/** The statements within the one function that a joined script is, after its "use strict". */
function within(code) {
  const [call, ...more] = parsed(code).statements;
  const [strict, ...rest] = call.expression.expression.expression.body.statements;
  if (more.length > 0 || strict.getText() !== "'use strict';") throw new Error("not one strict function");
  return rest;
}

function told({ entry, code }) {
  const [one, other] = [wordsAt(entry), within(code).flatMap(wordsOf)];
  const at = one.findIndex((word, place) => word !== other[place]);
  const isSame = at < 0 && one.length === other.length && one.length > 1_000;
  return isSame ? "same" : `${at}: ${one.slice(at, at + 9).join(" ")} | ${other.slice(at, at + 9).join(" ")}`;
}

process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(told)));
