// Values that ansible-vault encrypted, in YAML and JSON: opened when a template asks for them, as Ansible does.
import { InputError, type Place } from "../model/errors.ts";
import { isVaultText, readEnvelope } from "./vault_text.ts";

/** The lookup that opens them. */
export const OPENS = "vaulted";

/**
 * What stands for an encrypted value until it is asked for: a template that opens it. Throws InputError where the text is none. `place` is told where
 * no password opens it.
 */
export function vaultedValue(text: string, place: Place): string {
  const trimmed = text.trim();
  if (!isVaultText(trimmed)) {
    throw new InputError("After !vault stands what `ansible-vault encrypt_string` prints: $ANSIBLE_VAULT;1.1;…", place);
  }
  const envelope = readEnvelope(trimmed);
  if ("wrong" in envelope) throw new InputError(`This value cannot be opened: ${envelope.wrong}`, place);
  const { file, line = 0, column = 0 } = place;
  return `{{ lookup('${OPENS}', '${quiet(trimmed)}', '${quiet(file)}', ${line}, ${column}) }}`;
}

/** Whether a text is such a template, so that nobody need see it. */
export function isVaultedValue(text: string): boolean {
  return text.startsWith(`{{ lookup('${OPENS}', '`);
}

/** The encrypted texts of all such templates in a text. */
export function sealedIn(text: string): string[] {
  return [...text.matchAll(new RegExp(`lookup\\('${OPENS}', '([^']*)'`, "g"))].flatMap(([, sealed]) =>
    sealed === undefined ? [] : [spoken(sealed)]
  );
}

/** What was made quiet. */
export function spoken(text: string): string {
  return decodeURIComponent(text);
}

/** Without any character that means something to a template. */
function quiet(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}
