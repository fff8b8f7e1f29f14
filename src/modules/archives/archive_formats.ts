// Formats of archives: what they begin with, the programs that pack them, and where these come from.

/** First bytes of a format that archives are made in, in hex. */
export const MAGIC: Record<string, string> = { gz: "1f8b", bz2: "425a68", xz: "fd377a58", zip: "504b" };

/** The program that packs one stream in a format; undefined for tar and zip. */
export function compressorOf(format: string): string | undefined {
  return { gz: "gzip", bz2: "bzip2", xz: "xz" }[format];
}

/** The Debian package that has a program. */
export function packageOf(program: string): string {
  return program === "xz" ? "xz-utils" : program;
}
