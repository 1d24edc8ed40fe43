// Bundles src/ into ../static/: annotation.js, progress.js, and guest.js for the line above others' widgets, each with a
// style sheet; no other output.
//
// anywidget imports the module anew for each widget, and a browser never lets go of a module. So the module
// only hands out what the first one of its kind in the page has made.

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { context } from "esbuild";
import { minify } from "terser";

const OUT = "../static";
const WATCHES = process.argv.includes("--watch");

function shared(code) {
  const name = `loopwidgets/${createHash("sha256").update(code).digest("hex").slice(0, 16)}`;
  return `const make=()=>{${code}return bundle.default};
export default globalThis[Symbol.for("${name}")]??=make();
`;
}

/** Terser makes the code of esbuild 3 % smaller. It takes a second, so `--watch` does without it. */
async function smallest(code) {
  if (WATCHES) return code;
  return (await minify(code, { module: true, ecma: 2022, compress: { passes: 2 } })).code;
}

const write = {
  name: "write",
  setup(build) {
    build.onEnd(async ({ outputFiles = [], errors }) => {
      if (errors.length > 0) return;
      await mkdir(OUT, { recursive: true });
      for (const { path, text } of outputFiles) {
        const made = path.endsWith(".js") ? await smallest(shared(text)) : text;
        await writeFile(join(OUT, basename(path)), made);
      }
    });
  },
};

const bundle = await context({
  entryPoints: {
    annotation: "src/annotation.ts",
    guest: "src/guest/index.ts",
    progress: "src/progress/index.tsx",
  },
  outdir: OUT,
  write: false,
  bundle: true,
  format: "iife",
  globalName: "bundle",
  target: "es2022",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "info",
  plugins: [write],
});

if (WATCHES) {
  await bundle.watch();
  process.stdin.resume().on("end", () => process.exit());
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
