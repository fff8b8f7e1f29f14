// A text as it stands behind what has been typed into bash, in the quotes that are open there: nothing of it is expanded.

/** In quotes of which kind, none included; they stay open. The text has no control characters. */
export function quotedWithin(open: "" | "'" | '"' | "$'", text: string): string {
  if (open === "'") return text.replaceAll("'", "'\\''");
  if (open === "$'") return text.replace(/[\\']/g, "\\$&");
  // Within double quotes a backslash does not keep the history from being looked up, and stays.
  if (open === '"') return text.replace(/[\\"$`]/g, "\\$&").replaceAll("!", `"'!'"`);
  return text.replace(/[^\w./:@%+,=\u0080-\u{10ffff}-]|\s/gu, "\\$&");
}
