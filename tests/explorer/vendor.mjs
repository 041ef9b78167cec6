// Makes what the explorer serves of others: GraphiQL and React as their makers built them for a page without a bundler.
//
//   npm ci && npm run vendor        (in this folder; the result is committed, so that nobody else needs Node)
//
// Packed, because nobody reads three megabytes: the hash in VENDORED.toml says that it is what was reviewed. Three things
// are changed, so that the page needs nothing from elsewhere and keeps a strict policy: letters that travel in addresses
// (`data:`) are left out, pictures too, and the styles that GraphiQL writes itself bear the nonce of the page.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const FILES = join(HERE, "../../adapters/web/explorer_files");
const inPackage = (...path) => join(HERE, "node_modules", ...path);
const read = (...path) => readFileSync(inPackage(...path), "utf8");
const manifest = (name) => JSON.parse(read(name, "package.json"));

function changed(text, what, into) {
  if (!what.test(text)) throw new Error(`Nothing to change like ${what}: look at the new version first`);
  return text.replace(what, into);
}

const withNonce = "var currentNonce = document.currentScript ? document.currentScript.nonce : undefined;";
const withoutMap = (text) => text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n");
const made = {
  "graphiql.js": changed(withoutMap(read("graphiql", "graphiql.min.js")), /^var currentNonce;$/m, withNonce),
  "graphiql.css": changed(
    changed(read("graphiql", "graphiql.min.css"), /@font-face\s*\{[^}]*\}\s*/g, ""),
    /url\((["']?)data:[^)]*\1\)/g,
    "none",
  ).replace(/\n?\/\*# sourceMappingURL=\S+ \*\/\s*$/, "\n"),
  "react.js": read("react", "umd", "react.production.min.js"),
  "react-dom.js": read("react-dom", "umd", "react-dom.production.min.js"),
};

// Everything that the bundle holds, and what that holds.
const held = new Map();
function hold(name) {
  if (held.has(name)) return;
  const own = manifest(name);
  held.set(name, own);
  for (const inner of Object.keys({ ...own.dependencies, ...own.peerDependencies })) if (existsSync(inPackage(inner))) hold(inner);
}
["graphiql", "react", "react-dom"].forEach(hold);

const OPEN = ["MIT", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "Python-2.0"];
const tidy = (text) => text.replace(/\r\n/g, "\n").replace(/[ \t]+$/gm, "").trim();
const notices = [...held.entries()].sort().map(([name, own]) => {
  if (!OPEN.includes(own.license)) throw new Error(`${name}: ${own.license} may not be shipped`);
  const file = readdirSync(inPackage(name)).find((one) => /^(licen[cs]e|copying)/i.test(one));
  return `${name} ${own.version}: ${own.license}\n\n${file ? tidy(read(name, file)) : "(no text in the package)"}`;
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const written = Object.entries(made).map(([name, text]) => [`${name}.gz`, gzipSync(text, { level: 9 })]);
written.push(["licences.txt", Buffer.from(`${notices.join(`\n\n${"-".repeat(72)}\n\n`)}\n`)]);
for (const [name, bytes] of written) writeFileSync(join(FILES, name), bytes);
writeFileSync(
  join(FILES, "VENDORED.toml"),
  [
    "# What others made and the explorer serves. Written by tests/explorer/vendor.mjs; a test compares it with the files.",
    ...written.map(([name, bytes]) => `\n[[files]]\npath = "${name}"\nsha256 = "${sha256(bytes)}"`),
    ...[...held.entries()].sort().map(([name, own]) => `\n[[packages]]\nname = "${name}"\nversion = "${own.version}"\nlicence = "${own.license}"`),
    "",
  ].join("\n"),
);
console.log(written.map(([name, bytes]) => `${name}: ${bytes.length} bytes`).join("\n"));
