// Separated values as Python's csv reads them.

/** Rows of fields: quotes may hold separators, line ends and doubled quotes. */
export function readCsv(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quoted(text, at, separator) : bare(text, at, separator);
    row.push(field.value);
    at = field.end;
    if (text.startsWith(separator, at) && at < text.length) {
      at += separator.length;
      if (at < text.length) continue;
      row.push("");
    }
    rows.push(row);
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return rows.map((fields) => fields.length === 1 && fields[0] === "" ? [] : fields);
}

function bare(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && !text.startsWith(separator, end) && text[end] !== "\n" && text[end] !== "\r") end++;
  return { value: text.slice(start, end), end };
}

// What follows a closing quote belongs to the field, as it does in Python.
function quoted(text: string, start: number, separator: string): { value: string; end: number } {
  let value = "";
  let at = start + 1;
  while (at < text.length) {
    const close = text.indexOf('"', at);
    if (close < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') {
      const rest = bare(text, close + 1, separator);
      return { value: value + rest.value, end: rest.end };
    }
    value += '"';
    at = close + 2;
  }
  return { value, end: at };
}
