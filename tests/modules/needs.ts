// What a test needs of this machine: where it is missing the test is left out, except under CI, where it fails.

/** Whether one of these programs is missing and its test may be left out. */
export function lacking(...programs: string[]): boolean {
  if (Deno.env.get("CI") === "true") return false;
  return programs.some((program) => {
    const found = new Deno.Command("sh", { args: ["-c", 'command -v -- "$0"', program], stdin: "null" }).outputSync();
    return !found.success;
  });
}
