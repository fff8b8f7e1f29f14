// What the flags about vaults put on record, and what of them a human types.
import { resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import { Secret } from "../model/secret.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";
import { demandTerminal, typedLine } from "./typed_passwords.ts";

/** What is on record of a password: its label, and the file that has it or says it. */
type Vaults = NonNullable<LoopOptions["vaults"]>;

/** Ansible's label for a password that has none. */
const DEFAULT = "default";
/** A source that is no file. */
const PROMPT = "prompt";

/** The files by their labels, from the root on, as Ansible orders them: its variables' identities, flags, its variable's file. Throws InputError. */
export function vaultsOf({ flags, io }: Pick<Context, "flags" | "io">): { vaults?: Vaults } {
  const vaults = sourcesOf({ flags, io }).filter(({ source }) => source !== PROMPT).map(({ label, source, from }) => {
    const home = io.env("HOME");
    const file = resolve(io.cwd, home === undefined ? source : source.replace(/^~(?=\/|$)/, () => home));
    if (["file", "pipe"].includes(io.kind(file) ?? "")) return { label, file };
    throw new InputError(
      `There is no such file of a vault password${
        from === undefined ? ": name one by its path from here" : `: ${from} says so`
      }`,
      {
        file: source,
      },
    );
  });
  return vaults.length === 0 ? {} : { vaults };
}

/** Asks for what is to be typed, in Ansible's words, and hands it to the work. Throws Refusal where nobody can type, or does not. */
export async function typeVaults(context: Context): Promise<void> {
  const { flags, wiring } = context;
  const asked = sourcesOf(context).filter(({ source }) => source === PROMPT).map(({ label }) => label);
  const plain = flags.askVaultPassword === true || flags.askVaultPass === true;
  if (asked.length === 0 && !plain) return;
  demandTerminal(context, plain ? "-J" : `--vault-id ${asked[0]}@prompt`, "--vault-password-file");
  const typed: { label: string; password: Secret }[] = [];
  for (const label of [...asked, ...plain ? [null] : []]) {
    const line = (await typedLine(context, `Vault password${label === null ? "" : ` (${label})`}: `)).trim();
    if (line === "") {
      throw new Refusal("A vault password is not empty: nothing was started", {
        hint: "Type it again, or name a file with --vault-password-file",
      });
    }
    typed.push({ label: label ?? DEFAULT, password: new Secret(line) });
  }
  await wiring.typeVaults(typed);
}

/** Throws Refusal for a file where a loop goes on with those that it began with. */
export function demandPrompts({ flags }: Pick<Context, "flags">): void {
  const file = (flags.vaultId ?? []).map(labelled).find(({ source }) => source !== PROMPT);
  if (file === undefined) return;
  throw new Refusal(
    `resume --vault-id takes ${file.label}@prompt alone: the loop goes on with the files it began with`,
    {
      hint: "Put the password into the file that the loop names, or type it",
    },
  );
}

/** Throws Refusal for a password that would have to be typed where nobody is asked. */
export function demandNoPrompt(context: Pick<Context, "flags" | "io">): void {
  const asked = sourcesOf(context).find(({ source }) => source === PROMPT);
  if (asked === undefined) return;
  throw new Refusal(`--vault-id ${asked.label}@prompt asks for a password, and a worker asks nobody`, {
    hint: `Name a file: --vault-id ${asked.label}@FILE`,
  });
}

interface Source {
  label: string;
  source: string;
  /** The environment variable that said so. */
  from?: string;
}

function sourcesOf({ flags, io }: Pick<Context, "flags" | "io">): Source[] {
  const said = (name: string) => (io.env(name) ?? "").trim();
  const [list, file] = ["ANSIBLE_VAULT_IDENTITY_LIST", "ANSIBLE_VAULT_PASSWORD_FILE"] as const;
  const listed = said(list).split(",").map((each) => each.trim()).filter((each) => each !== "");
  return [
    ...listed.map((each) => ({ ...labelled(each), from: list })),
    ...(flags.vaultId ?? []).map(labelled),
    ...[...flags.vaultPasswordFile ?? [], ...flags.vaultPassFile ?? []].map((source) => ({ label: DEFAULT, source })),
    ...said(file) === "" ? [] : [{ label: DEFAULT, source: said(file), from: file }],
  ];
}

function labelled(text: string): Source {
  const at = text.indexOf("@");
  const [label, source] = at < 0 ? [DEFAULT, text] : [text.slice(0, at) || DEFAULT, text.slice(at + 1)];
  if (source !== "" && !/[;\s]/.test(label)) return { label, source };
  throw new InputError(`--vault-id ${text}: write LABEL@FILE, or LABEL@prompt to be asked; a label has no blanks`);
}
