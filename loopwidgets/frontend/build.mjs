// Bundles src/ into ../static/: annotation.js, progress.js, and guest.js for the line above others' widgets, each with a
// style sheet; and a part for each line of tasks/parts.ts and views/parts.ts, such as task-spans.js.
//
// anywidget imports the module anew for each widget, and a browser never lets go of a module. So the module
// only hands out what the first one of its kind in the page has made. A part is code that the kernel appends to
// annotation.js where a project needs it; it takes Preact and all of shared.ts from there.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { build, context } from "esbuild";
import { minify } from "terser";

const OUT = "../static";
const WATCHES = process.argv.includes("--watch");
const CORE = `globalThis[Symbol.for("loopwidgets/core")]`;
const COMMON = {
  bundle: true,
  write: false,
  format: "iife",
  globalName: "bundle",
  target: "es2022",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "info",
};

const hashOf = (code) => createHash("sha256").update(code).digest("hex").slice(0, 16);

function once(code) {
  return `const make=()=>{${code}return bundle};
const core=globalThis[Symbol.for("loopwidgets/${hashOf(code)}")]??=make();
${CORE}=core;
export default core.default;
`;
}

const added = (kind, name, code) =>
  `${CORE}.add(${JSON.stringify([kind, name, hashOf(code)]).slice(1, -1)},()=>{${code}return bundle.part});\n`;

/** Terser makes the code of esbuild 3 % smaller. It takes a second, so `--watch` does without it. */
async function smallest(code) {
  if (WATCHES) return code;
  return (await minify(code, { module: true, ecma: 2022, compress: { passes: 2 } })).code;
}

/** Write what esbuild made; `wrap` turns the code of a bundle of this name into a module. */
const write = (wrap) => ({
  name: "write",
  setup(builder) {
    builder.onEnd(async ({ outputFiles = [], errors }) => {
      if (errors.length > 0) return;
      await mkdir(OUT, { recursive: true });
      for (const { path, text } of outputFiles) {
        const made = path.endsWith(".js")
          ? await smallest(wrap(basename(path, ".js"), text))
          : text;
        await writeFile(join(OUT, basename(path)), made);
      }
    });
  },
});

/** The lines of tasks/parts.ts and views/parts.ts: a kind, a name, and the file that has it. */
async function readParts() {
  const parts = [];
  for (const kind of ["task", "view"]) {
    const lines = await readFile(`src/${kind}s/parts.ts`, "utf8");
    for (const [, given, from] of lines.matchAll(/^export \{ (.+) \} from "(.+)";$/gm)) {
      const [own, name = own] = given.split(" as ");
      parts.push({ kind, own, name, from: resolve(`src/${kind}s`, from) });
    }
  }
  return parts;
}

/** The names that shared.ts hands out, by module. */
async function readShared() {
  const options = {
    ...COMMON,
    format: "esm",
    globalName: undefined,
    minify: false,
    logLevel: "error",
  };
  const made = await build({ ...options, entryPoints: ["src/shared.ts"] });
  const code = Buffer.from(made.outputFiles[0].contents).toString("base64");
  const { shared } = await import(`data:text/javascript;base64,${code}`);
  return Object.fromEntries(Object.entries(shared).map(([name, one]) => [name, Object.keys(one)]));
}

/** In a part, the modules of shared.ts are those of the bundle that it is added to. */
const fromCore = (shared) => ({
  name: "from-core",
  setup(builder) {
    builder.onResolve({ filter: /./ }, ({ path, importer, namespace }) => {
      if (namespace !== "file" || importer === "") return undefined;
      const own = path.startsWith(".")
        ? `./${relative("src", resolve(dirname(importer), path)).replaceAll("\\", "/")}`
        : path;
      return own in shared ? { path: own, namespace: "core" } : undefined;
    });
    builder.onLoad({ filter: /./, namespace: "core" }, ({ path }) => ({
      contents: `const m=${CORE}.shared[${JSON.stringify(path)}];\n${shared[path]
        .map((name) => `export const ${name}=m.${name};`)
        .join("\n")}`,
    }));
  },
});

const entry = (part) => ({
  name: "entry",
  setup(builder) {
    builder.onResolve({ filter: /^part$/ }, () => ({ path: "part", namespace: "entry" }));
    builder.onLoad({ filter: /./, namespace: "entry" }, () => ({
      contents: `export { ${part.own} as part } from ${JSON.stringify(part.from)};`,
      resolveDir: process.cwd(),
      loader: "ts",
    }));
  },
});

const shared = await readShared();
const bundles = [
  await context({
    ...COMMON,
    entryPoints: {
      annotation: "src/annotation.ts",
      guest: "src/guest/index.ts",
      progress: "src/progress/index.tsx",
    },
    outdir: OUT,
    plugins: [write((_, code) => once(code))],
  }),
];
for (const part of await readParts()) {
  const { kind, name } = part;
  bundles.push(
    await context({
      ...COMMON,
      entryPoints: [{ in: "part", out: `${kind}-${name}` }],
      outdir: OUT,
      plugins: [entry(part), fromCore(shared), write((_, code) => added(kind, name, code))],
    }),
  );
}

if (WATCHES) {
  for (const bundle of bundles) await bundle.watch();
  process.stdin.resume().on("end", () => process.exit());
} else {
  for (const bundle of bundles) {
    await bundle.rebuild();
    await bundle.dispose();
  }
}
