// The filter `password_hash`: a password as it stands in /etc/shadow.
import { TemplateError } from "../../model/errors.ts";
import { asInt, asText } from "../coerce.ts";
import { pyStr } from "../python_text.ts";
import { DEFAULT_ROUNDS, shaCrypt } from "../sha_crypt.ts";
import { filter, type Filters } from "./definition.ts";

// 16 µs a round: the most rounds take 1.6 s.
const MOST_ROUNDS = 100_000;
const TYPES = new Map<string, "sha256" | "sha512">([
  ["sha256", "sha256"],
  ["sha256_crypt", "sha256"],
  ["sha512", "sha512"],
  ["sha512_crypt", "sha512"],
]);

/** `password_hash`, by name. */
export const PASSWORDS: Filters = {
  password_hash: filter(["hashtype=", "salt=", "salt_size=", "rounds=", "ident="], (
    value,
    [hashType = "sha512", salt = null, _size, rounds = null],
    caller,
  ) => {
    const type = TYPES.get(asText(hashType, "password_hash(): hashtype"));
    if (type === undefined) {
      throw new TemplateError(`password_hash() has no '${pyStr(hashType)}': write sha512 or sha256`);
    }
    if (salt === null || salt === "") {
      throw new TemplateError(
        `password_hash() needs a salt, or each pass would see another hash: write password_hash('${type}', salt)`,
      );
    }
    const salting = asText(salt, "password_hash(): salt");
    if (!/^[./0-9A-Za-z]*$/.test(salting)) throw new TemplateError("invalid characters in salt: expected ./0-9A-Za-z");
    if (salting.length > 16) throw new TemplateError("invalid salt size: at most 16 characters");
    const count = rounds === null ? DEFAULT_ROUNDS : asInt(rounds, "password_hash(): rounds");
    if (count < 1000 || count > MOST_ROUNDS) {
      throw new TemplateError(`password_hash(): rounds must be from 1000 to ${MOST_ROUNDS}`);
    }
    // Each round hashes the password, and before them all it is hashed as often as it has bytes.
    const secret = pyStr(value);
    if (secret.length > 256) throw new TemplateError("password_hash(): the password has more than 256 characters");
    caller.step(count * 10);
    return shaCrypt(type, secret, { salt: salting, rounds: count });
  }),
};
