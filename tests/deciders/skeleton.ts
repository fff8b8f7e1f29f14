// A brief without what stands inside its fences: what is left must be this program's own words.

/** Lines of data and of people taken out, and what stands between quotes. */
export function skeleton(text: string): string {
  return text.split("\n")
    .filter((line) => !/^\s*[|>]/.test(line))
    .map((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, '""'))
    .join("\n");
}

/** Only the lines that people wrote. */
export function peoplesWords(text: string): string {
  return text.split("\n").filter((line) => /^\s*>/.test(line)).join("\n");
}
