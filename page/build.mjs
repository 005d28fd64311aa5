// Bundles the code of the page into the package, so that users need no Node. The other files of the
// page are there already.
import { build } from "esbuild";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const target = new URL("../clingen_ld/web/page/", import.meta.url);
const example = (name) => readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
const examples = {
  "An allele in an intron": example("ilk/XA101.json"),
  "An allele with two mistakes": example("ilk/XA103.json")
    .replace('"alleleName"', '"aleleName"')
    .replace('"genomic"', '"genome"'),
  "A reply of the Allele Registry": example("registry/CA900000001.json"),
  "Turtle": example("mt-tl1/GENE601.ttl"),
};
const made = await build({
  entryPoints: ["main.js"],
  outfile: new URL("page.js", target).pathname,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  define: { EXAMPLES: JSON.stringify(examples) },
  metafile: true,
});
// The licences of what is in the bundle go with it.
const packages = new Set();
for (const input of Object.keys(made.metafile.inputs)) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  if (match) packages.add(match[1]);
}
const licences = [...packages].sort().map((name) => {
  const file = `node_modules/${name}/LICENSE`;
  if (!existsSync(file)) throw new Error(`${name} has no LICENSE`);
  return `${name}\n\n${readFileSync(file, "utf8").trim()}\n`;
});
writeFileSync(new URL("LICENSES.txt", target), licences.join(`\n${"-".repeat(72)}\n\n`));
