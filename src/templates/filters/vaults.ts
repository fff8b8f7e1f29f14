// The filters `vault` and `unvault`: texts under a password that the template names itself.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { truthy, typeName } from "../compare.ts";
import type { Operand } from "../operand.ts";
import { newSalt, sealed, unsealed } from "../vault_cipher.ts";
import { DEFAULT_LABEL, isVaultText, readEnvelope, writeEnvelope } from "../vault_text.ts";
import { filter, type Filters } from "./definition.ts";

/** The label that Ansible's filters use. */
const LABEL = "filter_default";
/** What working out the keys costs, in steps of an evaluation: some 10 ms. */
const COST = 10_000;

/** Both, by name. */
export const VAULTS: Filters = {
  vault: filter(["secret", "salt=", "vault_id=", "wrap_object="], (value, [secret, salt, label, wrap], caller) => {
    if (truthy(wrap ?? false)) {
      throw new TemplateError("vault(): wrap_object makes a YAML tag, which is no value here: write the tag !vault");
    }
    caller.step(COST);
    const plain = bytes(text(value, "Can only vault strings, instead we got"));
    const salting = salt === undefined || salt === null || salt === ""
      ? newSalt()
      : bytes(asText(salt, "vault(): salt"));
    const labelled = label === undefined ? LABEL : asText(label, "vault(): vault_id");
    if (/[;\s]/.test(labelled)) throw new TemplateError("vault(): a vault_id has neither blanks nor semicolons");
    const given = bytes(text(secret, SECRET));
    return writeEnvelope(sealed(plain, given, { label: labelled || DEFAULT_LABEL, salt: salting }));
  }),
  unvault: filter(["secret", "vault_id="], (value, [secret], caller) => {
    const sealedText = text(value, "Vault should be in the form of a string, instead we got");
    const given = bytes(text(secret, SECRET));
    if (!isVaultText(sealedText)) return sealedText;
    caller.step(COST);
    const envelope = readEnvelope(sealedText);
    if ("wrong" in envelope) throw new TemplateError(`Unable to decrypt: ${envelope.wrong}`);
    const plain = unsealed(envelope, given);
    if (plain === undefined) throw new TemplateError("Unable to decrypt: the password is another one");
    return new TextDecoder().decode(plain);
  }),
};

const SECRET = "Secret passed is required to be a string, instead we got";

function text(value: Operand | undefined, otherwise: string): string {
  if (typeof value === "string") return value;
  throw new TemplateError(`${otherwise}: ${typeName(value ?? null)}`);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
