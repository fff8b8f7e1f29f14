// What Prometheus' own tool has against a text of metrics.

/** What it complains about; "": nothing. */
export async function promtool(text: string): Promise<string> {
  const child = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])).trim();
  return success ? said : `failed: ${said}`;
}
