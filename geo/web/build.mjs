/**
 * Build dist/: the page's one script and one style sheet, the licences of what is inside,
 * and the checksums of everything that went in and came out.
 *
 *   npm ci --ignore-scripts && npm run build
 *
 * The same lock file gives the same bytes; tests/test_web_bundle.py rebuilds and compares.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here); // esbuild names sources relative to the working folder

/** Packages whose code is inside the bundle. */
const INSIDE = ["leaflet", "topojson-client", "geojson-vt", "geographiclib-geodesic"];

const read = (path) => readFile(join(here, path), "utf8");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const built = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".png": "dataurl" },
  outdir: "dist",
  entryNames: "tumen",
  metafile: true,
  write: false,
  logLevel: "warning",
});
const output = (suffix) => built.outputFiles.find(({ path }) => path.endsWith(suffix)).text;

const used = new Set(
  Object.keys(built.metafile.inputs)
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter(Boolean),
);
for (const name of used) {
  if (!INSIDE.includes(name)) throw new Error(`${name} is bundled but its licence is not named here`);
}

// Leaflet as published, less the comment that would make a browser look for its source map.
const leaflet = (await read("node_modules/leaflet/dist/leaflet.js"))
  .replace(/\n\/\/# sourceMappingURL=leaflet\.js\.map\s*$/, "\n");
const script = `${leaflet}${output("tumen.js")}`;
const style = output("tumen.css");

// The page puts both inside elements, where these would end the element.
for (const [name, text, bad] of [
  ["tumen.js", script, /<\/script|<!--/i],
  ["tumen.css", style, /<\/style|<!--/i],
]) {
  if (bad.test(text)) throw new Error(`${name} holds ${bad}`);
}
if (/url\(\s*["']?(?!data:|#)/i.test(style)) throw new Error("tumen.css points outside");

const lock = JSON.parse(await read("package-lock.json"));
const licences = [];
const packages = {};
for (const name of INSIDE) {
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  const { license } = JSON.parse(await read(`node_modules/${name}/package.json`));
  const found = (await readdir(join(here, `node_modules/${name}`))).find((file) => /^LICENSE(\.txt)?$/.test(file));
  const text = (await read(`node_modules/${name}/${found}`)).replace(/\r\n/g, "\n").trim();
  licences.push(`${name} ${version} (${license ?? "see below"})\n\n${text}\n`);
  packages[name] = { version, integrity };
}
const notices = `The page's script and style sheet hold these packages, unmodified.\n\n${licences.join(`\n${"-".repeat(72)}\n\n`)}`;

const files = { "tumen.js": script, "tumen.css": style, "THIRD_PARTY_LICENSES.txt": notices };
const checksums = {
  packages,
  esbuild: lock.packages["node_modules/esbuild"].version,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)])),
};
await rm(join(here, "dist"), { recursive: true, force: true });
await mkdir(join(here, "dist"), { recursive: true });
for (const [name, text] of Object.entries(files)) await writeFile(join(here, "dist", name), text);
await writeFile(join(here, "dist", "checksums.json"), `${JSON.stringify(checksums, null, 2)}\n`);
for (const [name, text] of Object.entries(files)) {
  console.log(`${name.padEnd(26)} ${(Buffer.byteLength(text) / 1000).toFixed(1)} kB`);
}
