// Bundles src/ into ../static/annotation.js and ../static/annotation.css: one run, no other output.

import { context } from "esbuild";

const bundle = await context({
  entryPoints: { annotation: "src/index.ts" },
  outdir: "../static",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "info",
});

if (process.argv.includes("--watch")) {
  await bundle.watch();
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
