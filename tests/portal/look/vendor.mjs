// Makes what the portal serves of NL Design System: copies the parts that its templates use, and nothing else.
//
//   npm ci && npm run vendor        (in this folder; the result is committed, so that nobody else needs Node)
//
// From every component package it keeps the rules whose classes stand in a template. Of the design tokens it keeps those
// that a kept rule, or a style sheet of ours, needs; a token that theme.css sets is ours and is not copied. A variable that
// nothing sets is written as its fallback, or its declaration is left out: the browser would do the same.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import postcss from "postcss";
import selectors from "postcss-selector-parser";
import values from "postcss-value-parser";

const HERE = dirname(fileURLToPath(import.meta.url));
const PORTAL = join(HERE, "../../../adapters/portal");
const STATIC = join(PORTAL, "static");
const OURS = ["theme.css", "layout.css", "print.css"];
const TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens";
const FONT = "@fontsource-variable/noto-sans";
const FONT_FILES = ["latin-wght-normal", "latin-ext-wght-normal"].map((part) => `noto-sans-${part}.woff2`);
const COMPONENT = /^@(utrecht|nl-design-system-candidate)\/(.+)-css$/;

const wanted = Object.keys(JSON.parse(readFileSync(join(HERE, "package.json"), "utf8")).dependencies);
const inPackage = (name, ...path) => join(HERE, "node_modules", name, ...path);
const manifest = (name) => JSON.parse(readFileSync(inPackage(name, "package.json"), "utf8"));
const read = (path) => readFileSync(path, "utf8");

function below(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => join(entry.parentPath, entry.name));
}

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const used = new Set(below(join(PORTAL, "templates")).flatMap((path) => read(path).match(/\b(nl|utrecht)-[\w-]+/g) ?? []));
const known = new Set();

// Whether a selector can match in our pages. What stands in :not() does not have to be there.
function matches(selector) {
  let all = true;
  selector.walkClasses((node) => {
    known.add(node.value);
    let around = node.parent;
    while (around && !(around.type === "pseudo" && around.value === ":not")) around = around.parent;
    if (!around && !used.has(node.value)) all = false;
  });
  return all;
}

function keptRules(name) {
  const [, , component] = COMPONENT.exec(name);
  const file = name.startsWith("@utrecht/") ? "index.css" : `${component}.css`;
  const sheet = postcss.parse(read(inPackage(name, "dist", file)));
  sheet.walkComments((comment) => void comment.remove());
  sheet.walkAtRules("charset", (rule) => void rule.remove());
  sheet.walkRules((rule) => {
    const kept = [];
    selectors((root) => root.each((one) => void (matches(one) && kept.push(one.toString().trim())))).processSync(rule.selector);
    if (kept.length) rule.selector = kept.join(",");
    else rule.remove();
  });
  dropEmpty(sheet);
  return sheet;
}

function dropEmpty(sheet) {
  sheet.walkRules((rule) => void (rule.nodes.length || rule.remove()));
  sheet.walkAtRules((rule) => void (rule.nodes?.length === 0 && rule.remove()));
}

// ── Variables ────────────────────────────────────────────────────────────────────────────────────────────────────────

const isVariable = (declaration) => declaration.prop.startsWith("--");

function variablesOf(sheet) {
  const found = new Map();
  sheet.walkDecls(/^--/, (declaration) => void found.set(declaration.prop, declaration.value));
  return found;
}

function named(value) {
  const names = [];
  values(value).walk((node) => {
    if (node.type === "function" && node.value === "var") names.push(node.nodes[0].value);
  });
  return names;
}

// Writes a value without the variables that nothing sets; null when nothing is left to say. A fallback behind a variable
// that is always set is never used.
function settle(value, { set, always }) {
  const parsed = values(value);
  let lost = false;
  const visit = (nodes) => {
    for (let index = 0; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node.type === "function" && node.value === "var") {
        const name = node.nodes.find((inner) => inner.type === "word").value;
        const comma = node.nodes.findIndex((inner) => inner.type === "div" && inner.value === ",");
        const fallback = comma < 0 ? null : node.nodes.slice(comma + 1);
        if (set.has(name)) {
          if (always.has(name)) node.nodes = [{ type: "word", value: name }];
          else if (fallback) visit(fallback), (node.nodes = [...node.nodes.slice(0, comma + 1), ...fallback]);
        } else if (fallback?.length) {
          nodes.splice(index, 1, ...fallback);
          index -= 1;
        } else lost = true;
      } else if (node.nodes) visit(node.nodes);
    }
  };
  visit(parsed.nodes);
  return lost ? null : values.stringify(parsed.nodes).replace(/\s+/g, " ").trim();
}

// ── Together ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const components = wanted.filter((name) => COMPONENT.test(name)).map((name) => [name, keptRules(name)]);
const ours = OURS.map((file) => postcss.parse(read(join(STATIC, file))));
const theme = variablesOf(ours[0]);
const upstream = variablesOf(postcss.parse(read(inPackage(TOKENS, "dist", "theme.css"))));

// Until nothing changes: a declaration that is left out may have been the only one that set a variable.
for (let changed = true; changed; ) {
  changed = false;
  const local = new Set(components.flatMap(([, sheet]) => [...variablesOf(sheet).keys()]));
  const always = new Set([...upstream.keys(), ...theme.keys()].filter((name) => !local.has(name)));
  const set = new Set([...always, ...local, ...upstream.keys(), ...ours.flatMap((sheet) => [...variablesOf(sheet).keys()])]);
  for (const [, sheet] of components) {
    sheet.walkDecls((declaration) => {
      const value = settle(declaration.value, { set, always });
      if (value === declaration.value) return;
      changed = true;
      if (value === null) declaration.remove();
      else declaration.value = value;
    });
    dropEmpty(sheet);
  }
  for (const [name, value] of upstream) {
    if (named(value).every((inner) => set.has(inner))) continue;
    upstream.delete(name);
    changed = true;
  }
}

// A local variable that no rule reads says nothing.
for (let changed = true; changed; ) {
  changed = false;
  const readSomewhere = new Set(upstream.size ? [...upstream.values()].flatMap(named) : []);
  for (const sheet of [...components.map(([, one]) => one), ...ours])
    sheet.walkDecls((declaration) => named(declaration.value).forEach((name) => readSomewhere.add(name)));
  for (const [, sheet] of components) {
    sheet.walkDecls(/^--/, (declaration) => {
      if (!readSomewhere.has(declaration.prop)) declaration.remove(), (changed = true);
    });
    dropEmpty(sheet);
  }
}

const needed = new Set();
const need = (name) => {
  if (needed.has(name)) return;
  needed.add(name);
  const value = theme.get(name) ?? upstream.get(name);
  if (value) named(value).forEach(need);
};
for (const sheet of [...components.map(([, one]) => one), ...ours])
  sheet.walkDecls((declaration) => void (isVariable(declaration) && ours.includes(sheet) ? null : named(declaration.value).forEach(need)));

const tokens = [...upstream].filter(([name]) => needed.has(name) && !theme.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));

// One rule a line: a difference can be read.
const compact = (node, indent = "") =>
  node.nodes
    .map((child) => {
      if (child.type === "decl") return `${child.prop}:${child.value}${child.important ? "!important" : ""}`;
      const inside = child.nodes.every((inner) => inner.type === "decl") ? `${compact(child)}` : `\n${compact(child, `${indent}  `)}\n${indent}`;
      const head = child.type === "atrule" ? `@${child.name} ${child.params}` : child.selector.replace(/,\s+/g, ",").replace(/\s*>\s*/g, ">");
      return `${indent}${head}{${inside}}`;
    })
    .join(node.nodes[0]?.type === "decl" ? ";" : "\n");

const css = [
  "/* NL Design System: components by the Utrecht and candidate communities, example tokens by the NL Design System",
  "   community. EUPL-1.2, changed: only the rules and tokens that our templates use. Made by tests/portal/look/vendor.mjs;",
  "   what it was made from stands in VENDORED.toml, the licences in licences/. */",
  `:root{${tokens.map(([name, value]) => `${name}:${value}`).join(";")}}`,
  ...components.filter(([, sheet]) => sheet.nodes.length).map(([name, sheet]) => `/* ${name} */\n${compact(sheet)}`),
].join("\n");
writeFileSync(join(STATIC, "components.css"), `${css}\n`);

rmSync(join(STATIC, "fonts"), { recursive: true, force: true });
rmSync(join(STATIC, "licences"), { recursive: true, force: true });
for (const folder of ["fonts", "licences"]) mkdirSync(join(STATIC, folder));
for (const file of FONT_FILES) copyFileSync(inPackage(FONT, "files", file), join(STATIC, "fonts", file));

// The same licence text is kept once, under the name of those who give it.
const tidy = (text) => `${text.replace(/\r\n/g, "\n").replace(/[ \t]+$/gm, "").trim()}\n`;
const licences = { "noto-sans-ofl-1.1.txt": inPackage(FONT, "LICENSE"), "nl-design-system-eupl-1.2.md": inPackage(TOKENS, "LICENSE.md") };
for (const [file, source] of Object.entries(licences)) writeFileSync(join(STATIC, "licences", file), tidy(read(source)));

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const made = ["components.css", ...FONT_FILES.map((file) => `fonts/${file}`), ...Object.keys(licences).map((file) => `licences/${file}`)];
const empty = new Set(components.filter(([, sheet]) => !sheet.nodes.length).map(([name]) => name));
writeFileSync(
  join(STATIC, "VENDORED.toml"),
  [
    "# What others made and the portal serves. Written by tests/portal/look/vendor.mjs; a test compares it with the files.",
    ...made.map((file) => `\n[[files]]\npath = "${file}"\nsha256 = "${sha256(join(STATIC, file))}"`),
    ...wanted.filter((name) => !empty.has(name)).map((name) => {
      const { version, license } = manifest(name);
      return `\n[[packages]]\nname = "${name}"\nversion = "${version}"\nlicence = "${license}"`;
    }),
    "",
  ].join("\n"),
);

const unknown = [...used].filter((name) => !known.has(name));
const unread = [...theme.keys()].filter((name) => !needed.has(name));
const size = (text) => `${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzip`;
console.log(`components.css: ${size(css)}; ${tokens.length} tokens`);
for (const file of OURS) console.log(`${file}: ${size(read(join(STATIC, file)))}`);
if (empty.size) console.log(`Nothing is used of: ${[...empty].join(", ")}`);
if (unknown.length) console.log(`Classes that no package has: ${unknown.join(", ")}`);
if (unread.length) console.log(`Variables of theme.css that nothing reads: ${unread.join(", ")}`);
