// Certificates for servers and clients on the loopback, made by openssl when a test needs them.
import assert from "node:assert/strict";

/** Paths of what was made in a folder. */
export interface Certificates {
  /** The authority that signed the others. */
  ca: string;
  cert: string;
  key: string;
}

/** An authority, and a certificate of it for 127.0.0.1. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const script = `set -e
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -keyout key.pem -out csr.pem
printf 'subjectAltName=IP:127.0.0.1' >ext
openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out cert.pem`;
  const made = await new Deno.Command("sh", { args: ["-c", script], cwd: folder, stdin: "null" }).output();
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
  return { ca: `${folder}/ca.pem`, cert: `${folder}/cert.pem`, key: `${folder}/key.pem` };
}
