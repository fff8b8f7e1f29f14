// What uri looks at before it asks, and the request that its parameters make.
import { headersOf, type HttpRequest, requestOf } from "./request.ts";
import type { ModuleCall } from "../../ports/module.ts";
import { Fields, TELL } from "../scripts/fields.ts";
import { plainBody } from "./body.ts";
import { fieldsOf, multipart, type Part } from "./multipart.ts";
import { findSource } from "../files/local_source.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { pathWord } from "../scripts/shell_words.ts";

/** What is known before anything is asked. */
export interface Before {
  /** Why nothing is asked: `creates` or `removes`. */
  idle?: string;
  /** Modification time of dest, milliseconds since 1970, where the task takes 304 for an answer. */
  modified?: number;
}

/** Looks at creates, removes and dest; no round trip where none of them matters. */
export async function lookBefore(params: Params, call: ModuleCall): Promise<Before> {
  const [creates, removes, dest] = ["creates", "removes", "dest"].map((name) => params.text(name));
  const conditional = dest !== undefined && !params.flag("force") && params.list("status_code").includes(304);
  if (creates === undefined && removes === undefined && !conditional) return {};
  let script = TELL;
  const there = (name: string, path: string) => `p=${pathWord(path)}\nif [ -e "$p" ]; then e ${name} "$p"; fi\n`;
  if (creates !== undefined) script += there("creates", creates);
  if (removes !== undefined) script += `e wanted ${pathWord(removes)}\n${there("removes", removes)}`;
  if (conditional) {
    script += `p=${
      pathWord(dest)
    }\nif [ -f "$p" ]; then n mtime; stat -L -c %Y -- "$p" 2>/dev/null || stat -L -f %m -- "$p"; z; fi\n`;
  }
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const created = fields.raw("creates");
  if (created !== undefined) return { idle: `skipped, since '${created}' exists` };
  if (removes !== undefined && fields.raw("removes") === undefined) {
    return { idle: `skipped, since '${fields.raw("wanted") ?? removes}' does not exist` };
  }
  const mtime = fields.number("mtime");
  return mtime === undefined ? {} : { modified: mtime * 1000 };
}

/** The request. Throws ProbeFailed for a body that cannot be made, in Ansible's words. */
export async function uriRequest(params: Params, before: Before, call: ModuleCall): Promise<HttpRequest> {
  const follow = params.text("follow_redirects") ?? "safe";
  const headers: [string, string][] = [];
  if (params.flag("force")) headers.push(["Cache-Control", "no-cache"]);
  else if (before.modified !== undefined) {
    headers.push(["If-Modified-Since", new Date(before.modified).toUTCString()]);
  }
  const { body, type } = await bodyOf(params, call);
  if (type !== undefined) headers.push(["Content-Type", type]);
  const request = requestOf(params, {
    method: (params.text("method") ?? "GET").toUpperCase(),
    url: params.text("url") ?? "",
    headers,
    ...(body === undefined ? {} : { body }),
    follow: follow === "yes" ? "all" : follow === "no" ? "none" : follow as HttpRequest["follow"],
  });
  // The boundary of a form stands in its type: it cannot be another one.
  if (params.text("body_format") !== "form-multipart" || type === undefined) return request;
  const others = request.headers.filter(([name]) => name.toLowerCase() !== "content-type");
  return { ...request, headers: [...others, ["Content-Type", type]] };
}

async function bodyOf(params: Params, call: ModuleCall): Promise<{ body?: HttpRequest["body"]; type?: string }> {
  const src = params.text("src");
  const format = params.text("body_format") ?? "raw";
  if (src !== undefined) {
    const type = { json: "application/json", "form-urlencoded": "application/x-www-form-urlencoded" }[format];
    const typed = type === undefined || headersOf(params).some(([name]) => /^content-type$/i.test(name))
      ? {}
      : { type };
    if (!params.flag("remote_src")) return { body: call.files.read(findSource(src, call)), ...typed };
    const shell = await call.shell();
    const there = await shell.run(["sh", "-c", `[ -r ${pathWord(src)} ] && [ -f ${pathWord(src)} ]`], {}, call.signal);
    if (there.rc !== 0) throw new ProbeFailed(`Unable to open source file ${src}`, { elapsed: 0 });
    return { body: { path: src }, ...typed };
  }
  const given = params.raw("body");
  if (format === "form-multipart") {
    const parts: Part[] = [];
    for (const field of fieldsOf(given)) {
      if ("wrong" in field) throw new ProbeFailed(field.wrong);
      if ("part" in field) parts.push(field.part);
      else parts.push(await filePart(field, params, call));
    }
    const { bytes, type } = multipart(parts);
    return { body: bytes, type };
  }
  // Ansible sends the text null for a JSON body that was left out.
  const made = plainBody(given, format);
  if (made === undefined) return {};
  if ("wrong" in made) throw new ProbeFailed(made.wrong, { elapsed: 0 });
  return { body: made.bytes, ...(made.type === undefined ? {} : { type: made.type }) };
}

/** A part of a form whose content is a file: of the controller, or of the host. */
async function filePart(
  { name, filename, type }: { name: string; filename: string; type: string },
  params: Params,
  call: ModuleCall,
): Promise<Part> {
  const part = { name, type, filename: filename.split("/").at(-1) ?? "", file: true };
  if (!params.flag("remote_src")) return { ...part, content: call.files.read(findSource(filename, call)) };
  const shell = await call.shell();
  const { stdout: path } = await shell.run(["sh", "-c", `printf '%s' ${pathWord(filename)}`], {}, call.signal);
  return { ...part, content: await hostBytes(shell, path, call.signal) };
}
