// The patterns by which a template's text is cut, for the marks that it uses.

/** What opens and closes expressions, statements and comments. */
export interface Marks {
  variableStart: string;
  variableEnd: string;
  blockStart: string;
  blockEnd: string;
  commentStart: string;
  commentEnd: string;
}

/** Jinja's own. */
export const JINJA_MARKS: Marks = {
  variableStart: "{{",
  variableEnd: "}}",
  blockStart: "{%",
  blockEnd: "%}",
  commentStart: "{#",
  commentEnd: "#}",
};

/** Patterns with the flags `g` (found anywhere) or `y` (right here). */
export interface Rules {
  marks: Marks;
  /** Groups: the sign of a raw block, the mark, its sign. */
  opening: RegExp;
  /** Group: the sign. */
  rawEnd: RegExp;
  commentEnd: RegExp;
  printEnd: RegExp;
  blockEnd: RegExp;
}

const known = new Map<string, Rules>();

/** The rules of some marks. With `trim`, the newline after a statement or comment belongs to it. */
export function lexRules(marks: Marks, trim: boolean): Rules {
  const key = `${trim}\0${Object.values(marks).join("\0")}`;
  const found = known.get(key) ?? made(marks, trim);
  // A playbook uses a handful of them; a hostile one shall not fill the memory.
  if (known.size > 50) known.clear();
  known.set(key, found);
  return found;
}

function made(marks: Marks, trim: boolean): Rules {
  const [block, blockEnd, commentEnd, variableEnd] = [
    marks.blockStart,
    marks.blockEnd,
    marks.commentEnd,
    marks.variableEnd,
  ].map(literal);
  const newline = trim ? "\\n?" : "";
  // Of two marks that begin alike the longer one is meant.
  const starts = [marks.variableStart, marks.blockStart, marks.commentStart]
    .sort((a, b) => b.length - a.length).map(literal).join("|");
  return {
    marks,
    opening: new RegExp(`${block}([-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd})|(${starts})([-+]?)`, "g"),
    rawEnd: new RegExp(`${block}([-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${newline})`, "g"),
    commentEnd: new RegExp(`\\+${commentEnd}|-${commentEnd}\\s*|${commentEnd}${newline}`, "g"),
    printEnd: new RegExp(`-${variableEnd}\\s*|${variableEnd}`, "y"),
    blockEnd: new RegExp(`\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${newline}`, "y"),
  };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
