import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/frames.ts"],
    testTimeout: 60_000, // a slow machine is no failure
    hookTimeout: 60_000,
  },
});
