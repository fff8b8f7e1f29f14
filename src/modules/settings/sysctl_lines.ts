// The lines of a file of settings of the kernel, as Ansible's sysctl reads and writes them.

/** The setting that should be in the file (`value`), or should not. */
export interface Setting {
  name: string;
  value?: string;
}

/** The file afterwards, and the value that counted before: the last of several. */
export interface EditedSettings {
  text: string;
  before?: string;
}

/**
 * Puts one line for a setting in the place of its first, or at the end. Blanks at the ends of lines and around the first `=` go, as in Ansible;
 * of another setting that is there twice both lines stay, because the last one counts.
 */
export function editSettings(text: string, { name, value }: Setting): EditedSettings {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  const edited: string[] = [];
  let before: string | undefined;
  let put = value === undefined;
  for (const line of lines) {
    const pair = settingOf(line);
    if (pair === undefined) edited.push(strip(line));
    else if (pair.name !== name) edited.push(`${pair.name}=${pair.value}`);
    else {
      before = pair.value;
      if (!put) edited.push(`${name}=${value}`);
      put = true;
    }
  }
  if (!put) edited.push(`${name}=${value}`);
  return { text: edited.map((line) => `${line}\n`).join(""), ...(before === undefined ? {} : { before }) };
}

function settingOf(line: string): { name: string; value: string } | undefined {
  const plain = strip(line);
  const at = plain.indexOf("=");
  if (at < 0 || /^[#;]/.test(plain)) return undefined;
  return { name: strip(plain.slice(0, at)), value: strip(plain.slice(at + 1)) };
}

/** Blanks of ASCII only: other bytes that mean a blank may be half of a letter. */
function strip(text: string): string {
  return text.replace(/^[ \t\v\f\r\n]+/, "").replace(/(?<![ \t\v\f\r\n])[ \t\v\f\r\n]+$/, "");
}
