// Whose work is in the program, and under which terms: what the licences of packages ask for where one file of them all is handed on.
import { type PackageHere, packagesHere } from "./packages_here.ts";
import { say } from "./say.ts";

const TARGET = new URL("../dist/THIRD-PARTY-NOTICES.txt", import.meta.url);

/** What MIT asks to be kept, for packages that name it and bring no text. */
const MIT =
  `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The text: every package of the program with its licence; a text that several share stands once, behind all of their names. `own` is the program's
 * licence, Apache-2.0 in full, which packages under it only name.
 */
export function noticesOf(packages: readonly PackageHere[], own: string): string {
  const byText = new Map<string, PackageHere[]>();
  for (const each of packages.filter(({ inProgram }) => inProgram)) {
    const text = each.texts.length > 0 ? each.texts.join("\n\n") : ownWords(each, packages);
    byText.set(text, [...byText.get(text) ?? [], each]);
  }
  const parts = [...byText].map(([text, sharing]) => `${sharing.map(headOf).join("\n")}\n\n${text}`);
  const rule = `\n\n${"-".repeat(100)}\n\n`;
  const first =
    "ftl2-enterprise has in it, unchanged or packed, the packages of others that follow; its own licence stands last.";
  return `${[first, ...parts, own.trim()].join(rule)}\n`;
}

/** The same as the end of a file of JavaScript: in ASCII, since one letter beyond makes V8 hold all of it in twice the room. */
export function noticesComment(packages: readonly PackageHere[], own: string): string {
  const ascii = noticesOf(packages, own).replaceAll("\u00a9", "(c)").replaceAll(/[\u2018\u2019]/g, "'").replaceAll(
    /[\u201c\u201d]/g,
    '"',
  )
    .normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll(/[^\0-\x7f]/gu, "?");
  return `/*\n${ascii.replaceAll("*/", "* /")}*/\n`;
}

/** The text of LICENSE. */
export async function ownLicence(): Promise<string> {
  return await Deno.readTextFile(new URL("../LICENSE", import.meta.url));
}

function headOf({ name, version, licence, repository }: PackageHere): string {
  return [`${name} ${version}`, licence, repository].filter((each) => each !== undefined).join(", ");
}

/** Of a package without a text: that of another one from the same place, or the licence's own. Throws where neither is there. */
function ownWords({ id, licence, author, repository }: PackageHere, all: readonly PackageHere[]): string {
  const sibling = all.find((each) =>
    each.repository === repository && each.licence === licence && each.texts.length > 0
  );
  if (repository !== undefined && sibling !== undefined) return sibling.texts.join("\n\n");
  if (licence === "MIT") return `Copyright (c) ${author ?? `the authors of ${id}`}\n\n${MIT}`;
  throw new Error(`${id} is under ${licence} and brings no text of it: put the text into scripts/notices.ts`);
}

if (import.meta.main) {
  const text = noticesOf(await packagesHere(), await ownLicence());
  await Deno.mkdir(new URL("./", TARGET), { recursive: true });
  await Deno.writeTextFile(TARGET, text);
  say(`dist/THIRD-PARTY-NOTICES.txt: ${Math.ceil(text.length / 1024)} KB`);
}
