// Which configuration a program that checks one may be pointed at: any other may tell secrets as wrong lines, write its logs anywhere, load code.
import { plain } from "./reading.ts";
import type { Read } from "./options.ts";

/** Where each keeps its own: whoever writes there has it read at the next start anyway. */
const OWN: Record<string, RegExp> = {
  nginx: /^\/etc\/nginx\/nginx\.conf$/,
  sshd: /^\/etc\/ssh\/sshd_config$/,
  visudo: /^\/etc\/sudoers(\.d\/[\w-]+)?$/,
  haproxy: /^\/etc\/haproxy\/haproxy\.cfg$/,
  "named-checkconf": /^\/etc\/(bind\/)?named\.conf$/,
};

/** Whether a file is the configuration that a program reads without being told. */
export function isOwnConfig(program: string, file: string): boolean {
  return Object.hasOwn(OWN, program) && OWN[program]?.test(file) === true;
}

/** Whether every file that a check names, by an option or as an operand, is the program's own configuration. */
export function checksOwn(program: string, { given, rest }: Read): boolean {
  const named = [...given.flatMap(({ value }) => value === undefined ? [] : [value]), ...rest];
  return named.every((word) => isOwnConfig(program, plain(word)));
}
