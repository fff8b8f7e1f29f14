// YAML in pieces that stand one below the other.

/** Loads YAML; what it answers writes a value as lines set in by so many spaces. */
export async function stringifierOf(): Promise<(value: unknown, indent: number) => string> {
  const { stringify } = await import("yaml");
  return (value, indent) => {
    const space = " ".repeat(indent);
    return stringify(JSON.parse(JSON.stringify(value))).replace(/^(?=.)/gm, space);
  };
}
