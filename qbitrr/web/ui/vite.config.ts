import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import license, { type Dependency } from "rollup-plugin-license";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

/** Puts a `.br` and a `.gz` beside each text file, once it is as it will stay: the server never compresses anything itself. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "" }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|html|txt)$/.test(name)) continue;
        const file = join(dir, name);
        const content = readFileSync(file);
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        writeFileSync(`${file}.br`, brotliCompressSync(content, quality));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

type Terms = Pick<Dependency, "name" | "version" | "license" | "licenseText" | "noticeText">;

/** Style sheets bring the fonts along, which no script knows of. */
function fonts(): Terms[] {
  const folder = fileURLToPath(new URL("./node_modules/@fontsource-variable", import.meta.url));
  return readdirSync(folder).map((font) => ({
    ...(JSON.parse(readFileSync(join(folder, font, "package.json"), "utf8")) as Omit<Terms, "licenseText" | "noticeText">),
    licenseText: readFileSync(join(folder, font, "LICENSE"), "utf8"), noticeText: null,
  })); // prettier-ignore
}

/** What the page is made of, under which terms, and the words in which these are to be passed on. */
function terms(dependencies: Dependency[]): string {
  const told = [...dependencies, ...fonts()].map(({ name, version, license: kind, licenseText, noticeText }: Terms) =>
    [`${name ?? "?"} ${version ?? ""} (${kind ?? "see below"})`, licenseText, noticeText].filter(Boolean).join("\n\n"));
  return `${told.sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

export default defineConfig({
  // Relative: the same build works at `/` and below any `UrlBase`.
  base: "./",
  plugins: [compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  esbuild: { jsx: "automatic" },
  worker: { format: "es" },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      plugins: [license({ thirdParty: { output: { file: fileURLToPath(new URL("../static/licences.txt", import.meta.url)), template: terms } } })],
      // Notes of packages about themselves.
      onwarn(warning, warn) {
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE" && warning.code !== "INVALID_ANNOTATION") warn(warning);
      },
    },
  },
  // The browser's own Host and Origin go through, so that they agree.
  server: { proxy: { "/web": { target: process.env["QBITRR_URL"] ?? "http://127.0.0.1:6969", changeOrigin: false } } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 60_000,
  },
});
