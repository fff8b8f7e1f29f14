// One Python process with Ansible in it, asked once: half a second, however much is asked.

/** What a script prints for this input. Throws with its own words where it fails. */
export async function askPython(
  args: string[],
  input: string,
  where: { cwd?: string; env: Record<string, string> },
): Promise<string> {
  const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command("/usr/bin/python3", { args, ...where, ...streams }).spawn();
  const said = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await said;
  if (!success) throw new Error(`Ansible did not answer: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
