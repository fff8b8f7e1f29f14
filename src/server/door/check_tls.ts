// A certificate and its key, looked at before anybody is let down by them: a server opens with any text, and then nobody can connect.
import { InputError } from "../../model/errors.ts";
import type { OpenTerms } from "../../ports/page_world.ts";

/** Throws InputError where they are not what they should be, or do not belong together. */
export async function checkTls({ cert, key }: NonNullable<OpenTerms["tls"]>): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  const made = attempt(() => new X509Certificate(cert), "The file of --tls-cert has no certificate that can be read");
  const secret = attempt(
    () => createPrivateKey(key),
    "The file of --tls-key has no key that can be read without a passphrase",
  );
  if (!made.checkPrivateKey(secret)) {
    throw new InputError(
      "The key of --tls-key is not that of the first certificate of --tls-cert: they belong together",
    );
  }
}

function attempt<T>(make: () => T, sentence: string): T {
  try {
    return make();
  } catch (error) {
    throw new InputError(`${sentence}: PEM is what is read`, undefined, { cause: error });
  }
}
