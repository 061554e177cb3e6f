// Bundles the front end: one script and one style sheet for all cards. Its output is committed, so only
// those who change the front end need Node: `npm install` once, then `npm run build`.

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const UI = dirname(fileURLToPath(import.meta.url));
const KINDS = join(UI, "..", "kinds");
const OUT = process.argv[2] ?? join(UI, "bundle");

// Files of that name in the folders of the kinds, from the folders' root.
async function inKinds(suffix) {
  const files = await readdir(KINDS, { recursive: true });
  return files.filter((file) => file.endsWith(suffix)).sort();
}

// `kinds` in main.js: each folder's view by the kind's name. A new kind needs no line here.
const kinds = {
  name: "kinds",
  setup(build) {
    build.onResolve({ filter: /^kinds:/ }, ({ path }) => ({ path, namespace: "kinds" }));
    build.onLoad({ filter: /^kinds:views$/, namespace: "kinds" }, async () => {
      const names = (await inKinds("view.js")).map((file) => dirname(file)).filter((name) => !/[\\/]/.test(name));
      const lines = names.map((name, at) => `import { makeView as view${at} } from "./${name}/view.js";`);
      const views = names.map((name, at) => `${JSON.stringify(name)}: view${at}`);
      return { contents: `${lines.join("\n")}\nexport const views = { ${views.join(", ")} };`, resolveDir: KINDS };
    });
    build.onLoad({ filter: /^kinds:styles$/, namespace: "kinds" }, async () => {
      const lines = (await inKinds(".css")).map((file) => `@import "./${file.replaceAll("\\", "/")}";`);
      return { contents: lines.join("\n"), loader: "css", resolveDir: KINDS };
    });
  },
};

const shared = {
  bundle: true, minify: true, charset: "utf8", lineLimit: 200, legalComments: "none", plugins: [kinds], logLevel: "warning",
  target: ["chrome111", "firefox115", "safari16.4"],
};
await esbuild.build({ ...shared, entryPoints: [join(UI, "main.js")], outfile: join(OUT, "rounds.js"), format: "esm" });
await esbuild.build({ ...shared, entryPoints: [join(UI, "styles", "main.css")], outfile: join(OUT, "rounds.css") });
if (process.argv.includes("--sizes")) {
  const { gzipSync } = await import("node:zlib");
  for (const name of ["rounds.js", "rounds.css"]) {
    const text = await readFile(join(OUT, name));
    console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} as gzip`);
  }
}
