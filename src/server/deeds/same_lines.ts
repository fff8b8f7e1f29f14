// Text that went through a form and came back.

/** Alike for a text and what a form makes of it: it sends every line end as CRLF, and not the first one of a text area. */
export function sameLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").trim();
}
