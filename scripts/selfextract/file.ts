// What a self-extracting file is made of: a script, and behind it Deno and the bundle, each compressed by itself.
import { gzip } from "node:zlib";
import { promisify } from "node:util";
import { digest } from "../checksums.ts";
import { programRights } from "../program_rights.ts";

/** The Deno that the program is tested with; what is packed is this one. */
export const DENO_VERSION = "2.9.6";

/** Machines by Deno's names for them, with what `uname` and glibc say of them. */
const SYSTEMS: Record<string, { file: string; system: string; loader: string }> = {
  "x86_64-unknown-linux-gnu": { file: "x64", system: "Linux x86_64", loader: "/lib64/ld-linux-x86-64.so.2" },
  "aarch64-unknown-linux-gnu": { file: "arm64", system: "Linux aarch64", loader: "/lib/ld-linux-aarch64.so.1" },
};

const START = new URL("./start.sh", import.meta.url);
const MANIFEST = new URL("../../deno.json", import.meta.url);

/** Its name and its bytes, for the machine that this runs on; the same bytes each time. Throws Error with a sentence. */
export async function selfExtracting(
  bundle: string,
  level: number,
): Promise<{ name: string; parts: Uint8Array<ArrayBuffer>[] }> {
  const here = SYSTEMS[Deno.build.target];
  if (here === undefined) {
    throw new Error(`A self-extracting file is made on Linux with glibc, and this Deno is for ${Deno.build.target}`);
  }
  if (Deno.version.deno !== DENO_VERSION) {
    throw new Error(
      `The program is tested with Deno ${DENO_VERSION}, and this is ${Deno.version.deno}: npx -y deno@${DENO_VERSION} task selfextract`,
    );
  }
  const [deno, program] = [Deno.execPath(), bundle];
  const packed = await Promise.all([deno, program].map((path) => pack(path, level)));
  const [first, second] = packed.map(({ length }) => length) as [number, number];
  const { version } = JSON.parse(await Deno.readTextFile(MANIFEST));
  const bytes = (await Promise.all([deno, program].map((path) => Deno.stat(path)))).reduce(
    (sum, { size }) => sum + size,
    0,
  );
  const words = {
    LABEL: `ftl2-enterprise ${version} for ${here.system}`,
    SYSTEM: here.system,
    LOADER: here.loader,
    DENO: `deno-${DENO_VERSION}-${(await digest(deno)).slice(0, 16)}`,
    PROGRAM: `ftl2-enterprise-${(await digest(program)).slice(0, 16)}.js`,
    MEGABYTES: `${Math.ceil(bytes / 1_000_000)}`,
    RIGHTS: (await programRights()).join(" "),
    DENO_LENGTH: `${first}`,
    PROGRAM_LENGTH: `${second}`,
  };
  const draft = filled(await Deno.readTextFile(START), words);
  // The numbers are part of the script that they are about: it is as long as it was found to be.
  const script = (length: number) =>
    new TextEncoder().encode(filled(draft, {
      SIZE: `${length + first + second}`,
      DENO_AT: `${length + 1}`,
      PROGRAM_AT: `${length + 1 + first}`,
    }));
  let { length } = script(0);
  while (script(length).length !== length) length = script(length).length;
  return { name: `ftl2-enterprise-linux-${here.file}.run`, parts: [script(length), ...packed] };
}

/** Compressed here and not by a program of this machine, so that the bytes depend on Deno alone. gzip is what every Linux can unpack. */
async function pack(path: string, level: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await promisify(gzip)(await Deno.readFile(path), { level }));
}

function filled(text: string, words: Record<string, string>): string {
  return text.replaceAll(/@([A-Z_]+)@/g, (mark, name) => words[name] ?? mark);
}
