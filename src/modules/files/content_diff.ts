// Contents before and after, for people; with Ansible's notes where a text would not help.
import type { Diff } from "../../model/plan.ts";
import { utf8Text } from "../text/byte_text.ts";

/** Beyond this many bytes a content is not shown. */
export const SHOWN_BYTES = 1024 * 1024;

/** A content: its text, its bytes, or the reason why it is not shown. Undefined where there is none. */
export type Content = string | Uint8Array | { note: "binary" | "larger" } | undefined;

/** The diff of a file's content. */
export function contentDiff(path: string, before: Content, after: Content): Diff {
  return { header: path, before: shown(before, "destination"), after: shown(after, "source") };
}

function shown(content: Content, which: "destination" | "source"): string {
  if (content === undefined) return "";
  const text = typeof content === "string" || content instanceof Uint8Array ? textOf(content) : content;
  if (typeof text === "string") return text;
  return text.note === "binary"
    ? `diff skipped: ${which} file appears to be binary\n`
    : `diff skipped: ${which} file size is greater than ${SHOWN_BYTES}\n`;
}

/** A content as text, or why it cannot be shown. */
export function textOf(content: string | Uint8Array): string | { note: "binary" | "larger" } {
  if (content.length > SHOWN_BYTES) return { note: "larger" };
  if (typeof content === "string") {
    return content.includes("\0") || content.includes("\ufffd") ? { note: "binary" } : content;
  }
  return content.includes(0) ? { note: "binary" } : utf8Text(content) ?? { note: "binary" };
}
