// The secrets of a loop, opened: values from environment, files and programs, and the passwords that this process knows.
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Passwords } from "../model/way.ts";
import { PASSWORD_NAMES } from "../playbook/entrance.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { parseBindings } from "../secrets/bindings.ts";
import { openSecrets } from "../secrets/open_secrets.ts";
import type { Sources } from "../secrets/sources.ts";
import { createHash } from "../templates/builtin.ts";
import { shlex } from "../templates/shlex.ts";
import { localFiles } from "../transports/local_files.ts";
import { readLearning } from "./read_learning.ts";
import { toldBy } from "./secret_program.ts";

/** Where a model's key is. */
const KEYS = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];
/** Variables with a password of a connection or of another user. */
const PASSWORDS = [
  ...PASSWORD_NAMES,
  ...["become_pass", "become_password", "sudo_pass", "su_pass", "doas_pass"].map((name) => `ansible_${name}`),
];

/** What programs said a moment ago, by their lines: who checks a loop and then works on it asks them once. */
export type Said = Map<string, string>;

/** Opens them. Throws InputError for a binding that makes no sense, and for a value that is not there. */
export async function secretsOf(
  { secrets = [] }: LoopOptions,
  { modules, passwords = {}, said = new Map() }: { modules: Modules; passwords?: Passwords; said?: Said },
  signal: AbortSignal,
): Promise<Secrets> {
  const { connection, become } = passwords;
  const keys = KEYS.map((name) => Deno.env.get(name));
  const also = [connection?.reveal(), become?.reveal(), ...keys].filter((each) => each !== undefined);
  await readLearning(modules, () => parseBindings(secrets, modules), signal);
  return await openSecrets(secrets, sourcesHere(said, signal), { modules, also, digests });
}

/** The checksums that modules return. */
export function digests(text: string): string[] {
  return ["md5", "sha1", "sha256"].map((name) => createHash(name).update(text).digest("hex"));
}

/** Passwords as inventory and plays say them; one that is a template is learned when its host is entered. */
export function passwordsIn(inventory: Inventory, { plays }: Pick<Playbook, "plays">): string[] {
  const layers = [...inventory.hosts.map((host) => inventory.variables(host)), ...plays.map(({ vars }) => vars)];
  const found = layers.flatMap((vars) => {
    const user = String(vars.get("ansible_user") ?? vars.get("ansible_ssh_user") ?? "");
    return PASSWORDS.map((name) => vars.get(name)).filter((value) => value !== user);
  });
  const plain = found.filter((value) => typeof value === "string" || typeof value === "number").map(String);
  return [...new Set(plain)].filter((value) => !value.includes("{{"));
}

/** Values are read past what the run keeps of its files: they are on no record. */
export function sourcesHere(said: Said, signal: AbortSignal): Sources {
  const files = localFiles();
  return {
    env: (name) => files.env(name),
    readText: (path) => files.readText(path),
    run: async (line) => {
      const known = said.get(line);
      said.delete(line);
      return known ?? await saidBy(line, signal);
    },
  };
}

async function saidBy(line: string, signal: AbortSignal): Promise<string> {
  const words = shlex(line, { comments: false });
  if ("error" in words) throw new InputError(`\`${line}\`: ${words.error}`);
  const [program = "", ...args] = words.map(({ text }) => text);
  const told = await toldBy(program, args, signal);
  if ("said" in told) return told.said;
  if ("unstarted" in told) throw new InputError(`\`${program}\` cannot be run: is it there, and may it be executed?`);
  throw new InputError(`\`${program}\`, which is to print a secret, ${told.ended}; type it to see what it says`);
}
