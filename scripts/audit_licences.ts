// Whether the licences of packages let them be handed on in one file, or at least be used here.
import type { PackageHere } from "./packages_here.ts";

/** May stand in the program: they ask for their text to be kept, which the notices do, and for nothing else. */
const IN_PROGRAM = new Set(
  ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "CC0-1.0", "Unlicense"],
);
/** May be used by tests and scripts, which are not handed on. */
const IN_TESTS = new Set([...IN_PROGRAM, "MPL-2.0", "Python-2.0", "CC-BY-4.0"]);

type Licensed = Pick<PackageHere, "id" | "licence" | "inProgram" | "elsewhere">;

/** What is wrong, as sentences. What is for another system only has not been read. */
export function auditLicences(packages: readonly Licensed[]): string[] {
  return packages.filter(({ elsewhere }) => !elsewhere).flatMap(({ id, licence, inProgram }) => {
    if (licence === undefined) return [`${id} names no licence: nobody may hand it on`];
    const allowed = inProgram ? IN_PROGRAM : IN_TESTS;
    if (choices(licence).some((all) => all.every((one) => allowed.has(one)))) return [];
    return [
      `${id} is under ${licence}, which is not among the licences that ${inProgram ? "the program" : "tests"} may have`,
    ];
  });
}

/** An SPDX expression of names, AND, OR and one level of brackets: which licences together would do. */
function choices(expression: string): string[][] {
  const plain = expression.replace(/^\((.*)\)$/, "$1");
  if (/[()]/.test(plain)) return [];
  return plain.split(/ OR /).map((all) => all.split(/ AND /).map((one) => one.trim()));
}
