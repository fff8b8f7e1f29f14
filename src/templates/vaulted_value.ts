// Values that ansible-vault encrypted, in YAML and JSON: opened when a template asks for them, as Ansible does.
import { InputError, type Place, TemplateError } from "../model/errors.ts";
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
  return [...text.matchAll(new RegExp(`lookup\\('${OPENS}', '([^']*)'`, "g"))].flatMap(([, sealed = ""]) =>
    decoded(sealed) ?? []
  );
}

/** What was made quiet. Throws TemplateError for what was not. */
export function spoken(text: string): string {
  const found = decoded(text);
  if (found !== undefined) return found;
  throw new TemplateError(`The lookup '${OPENS}' is not for people to write: give the value with the tag !vault`);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Without any character that means something to a template. */
function quiet(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}
