// Vaults opened with passwords. What was opened is kept in memory by this process alone: deriving keys takes 10 to 25 ms a text.
import { InputError, type Place, VaultClosed } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import type { Vaults } from "../ports/vaults.ts";
import { createHash } from "../templates/builtin.ts";
import { unsealed } from "../templates/vault_cipher.ts";
import { type Envelope, isVaultText, readEnvelope } from "../templates/vault_text.ts";
import { closedVault } from "../templates/vaulted_text.ts";
import { sealedIn } from "../templates/vaulted_value.ts";
import type { VaultPassword } from "./vault_passwords.ts";
import { partsOf, type VaultedPart } from "./vaulted_parts.ts";

/** Texts that are kept open, and characters of each: a larger one is opened anew. */
const KEPT = 2000;
const LONGEST = 1024 * 1024;
const kept = new Map<string, Uint8Array | null>();
/** How a value begins, as it is and within its template. */
const MARK = "$ANSIBLE_VAULT;";
const QUIET = "%24ANSIBLE_VAULT%3B";
const VALUE = /\$ANSIBLE_VAULT;[^\n\\"']*(?:(?:\\n|\r?\n)[ \t]*[0-9a-fA-F]+)+/g;

/** The vaults that these passwords open; `learn` is told all that comes out, before anybody else. */
export function openVaults(
  passwords: readonly VaultPassword[],
  learn: (parts: readonly VaultedPart[]) => void,
): Vaults {
  const seen = new Map<string, Uint8Array>();
  const files = new Set<string>();
  const open = (text: string, place: Place, parts: (content: Uint8Array) => VaultedPart[]) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const content = contentOf(text, place, passwords);
    learn(parts(content));
    seen.set(text, content);
    return content;
  };
  const openValue = (text: string, place: Place) =>
    open(text, place, (content) => [{ name: "", value: decoded(content), sure: true }]);
  return {
    open: openValue,
    foresee: (text) => {
      for (const value of valuesIn(text)) attempt(() => openValue(value, { file: "" }));
    },
    openFile: (text, path) => {
      const content = open(text, { file: path, line: 1, column: 1 }, partsOf);
      files.add(path);
      return content;
    },
    isVault: (path) => files.has(path),
  };
}

/** The files, those that are encrypted read as what they say. */
export function withVaults(inner: Files, vaults: Vaults): Files {
  return {
    ...inner,
    vaults,
    readText: (path) => {
      const written = inner.readText(path);
      const text = isVaultText(written) ? decoded(vaults.openFile(written, path)) : written;
      vaults.foresee(text);
      return text;
    },
  };
}

/**
 * Opens again what the run read before this process had it: a command that went on without us may print any of it, and its output is on record before
 * anybody reads those files again.
 */
export function reopen(paths: readonly string[], files: Files): void {
  for (const path of paths) {
    attempt(() => {
      const content = files.read(path);
      if (isVaultText(content) && files.vaults !== undefined) files.vaults.openFile(decoded(content), path);
      else if (content.length < LONGEST) files.readText(path);
    });
  }
}

/** What cannot be opened is told to whoever asks for it. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

/** Encrypted values within YAML or JSON, and in the templates that stand for them on record. */
function valuesIn(text: string): string[] {
  const plain = text.includes(MARK) ? [...text.matchAll(VALUE)].map(([value]) => value.replaceAll("\\n", "\n")) : [];
  return text.includes(QUIET) ? [...plain, ...sealedIn(text)] : plain;
}

/** As Ansible does: the password of the text's own label first, then all others. */
function contentOf(text: string, place: Place, passwords: readonly VaultPassword[]): Uint8Array {
  const envelope = readEnvelope(text);
  if ("wrong" in envelope) throw new InputError(`This cannot be opened: ${envelope.wrong}`, place);
  if (passwords.length === 0) throw closedVault(place);
  const { label } = envelope;
  const own = passwords.filter((each) => each.label === label);
  const others = passwords.filter((each) => each.label !== label);
  for (const { password } of [...own, ...others]) {
    const content = openedBy(password.reveal(), text, envelope);
    if (content !== null) return content;
  }
  const known = [...new Set(passwords.map((each) => each.label))].join(", ");
  throw new VaultClosed(
    `This is encrypted with the vault password of ${label}, and none that was given opens it (${known}): ` +
      `give the right one (--vault-id ${label}@FILE), or it was changed since it was encrypted`,
    place,
  );
}

/** Null: it is another password. */
function openedBy(password: string, text: string, envelope: Envelope): Uint8Array | null {
  const key = createHash("sha256").update(`${password.length}:${password}${text}`).digest("hex");
  const known = kept.get(key);
  if (known !== undefined) return known;
  const content = unsealed(envelope, new TextEncoder().encode(password)) ?? null;
  if (text.length > LONGEST) return content;
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, content);
  return content;
}

function decoded(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}
