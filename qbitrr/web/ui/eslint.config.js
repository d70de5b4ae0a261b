import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Imports only go downwards: app, features, components, then api, lib and texts. Features do not know each other. */
const above = (...layers) => ({
  "no-restricted-imports": [
    "error",
    { patterns: layers.map((layer) => ({ group: [`@/${layer}`, `@/${layer}/**`], message: "Imports go downwards only." })) },
  ],
});

export default tseslint.config(
  { ignores: ["node_modules", "src/api/openapi.d.ts"] },
  ...tseslint.configs.strict,
  { rules: { "@typescript-eslint/no-dynamic-delete": "off" } },
  {
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "react-hooks/incompatible-library": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "max-lines": ["error", { max: 260, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["src/features/**"], rules: above("app") },
  { files: ["src/components/**"], rules: above("app", "features") },
  { files: ["src/api/**"], rules: above("app", "features", "components") },
  { files: ["src/lib/**"], rules: above("app", "features", "components", "api") },
  { files: ["src/texts/**"], rules: above("app", "features", "components", "api") },
  { files: ["src/texts/**"], rules: { "max-lines": "off" } },
);
