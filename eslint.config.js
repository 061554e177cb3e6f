// The rules for our scripts: those that find mistakes.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["rounds/ui/bundle/**", ".venv/**", "node_modules/**"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: {
      "no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }], // == null asks for null and undefined at once
    },
  },
  { files: ["rounds/labextension/**", "rounds/app/template/**"], languageOptions: { sourceType: "script" } },
  { files: ["**/*.mjs", "tests/front_end/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
