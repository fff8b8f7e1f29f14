// Stands in for node:util in the bundle.

/** Without terminal escapes; commander measures the width of help by it. */
export function stripVTControlCharacters(text: string): string {
  return text.replaceAll(ESCAPE, "");
}

const ESCAPE = new RegExp(
  `${String.fromCharCode(0x1b)}(?:\\[[0-9;?]*[ -/]*[@-~]|\\].*?${String.fromCharCode(7)})`,
  "g",
);
