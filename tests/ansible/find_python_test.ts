import assert from "node:assert/strict";
import { findPython } from "../../src/ansible/find_python.ts";

/** What is found where a program of Ansible's begins like this. */
async function found(text: string, others: Record<string, string> = {}): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "python-" });
  try {
    for (const [name, content] of Object.entries({ "ansible-playbook": text, ...others })) {
      await Deno.writeTextFile(`${folder}/${name}`, content.replaceAll("FOLDER", folder), { mode: 0o755 });
    }
    const all = await findPython(`relative:/nowhere:${folder}:${folder}`);
    return all.map(({ python, program }) => `${python} ${program?.replace(folder, "") ?? ""}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const FIRST_LINES: Record<string, [text: string, python: string]> = {
  "a distribution's": ["#! /usr/bin/python3\n# -*- coding: utf-8 -*-\n", "/usr/bin/python3"],
  "a venv's": [
    "#!/home/me/.local/pipx/venvs/ansible-core/bin/python\nimport re\n",
    "/home/me/.local/pipx/venvs/ansible-core/bin/python",
  ],
  "env's": ["#!/usr/bin/env python3\n", "python3"],
  "env -S": ["#!/usr/bin/env -S python3.11 -s\n", "python3.11"],
  "pip's where the path is too long": [
    `#!/bin/sh\n'''exec' "/very long/venv/bin/python3" "$0" "$@"\n' '''\nimport re\n`,
    "/very long/venv/bin/python3",
  ],
};

for (const [whose, [text, python]] of Object.entries(FIRST_LINES)) {
  Deno.test(`findPython() reads the first line of a program of Ansible's: ${whose}`, async () => {
    assert.equal((await found(text))[0], `${python} /ansible-playbook`);
  });
}

Deno.test("findPython() follows a script that only starts another program, once", async () => {
  const inner = { ansible: "#!/opt/ansible/bin/python3\n" };
  const script = '#!/bin/bash\nPYTHONPATH="" exec "FOLDER/ansible" "$@"\n';
  assert.deepEqual(await found(script, inner), ["/opt/ansible/bin/python3 /ansible-playbook", "python3 "]);
  assert.deepEqual(await found('#!/bin/bash\nexec "FOLDER/ansible-playbook" "$@"\n'), ["python3 "]);
});

Deno.test("findPython() leaves what is no program of Python's, and tries any python3 in the end", async () => {
  for (const text of ["", "\0\x7fELF", "#!/usr/bin/perl\n", "#!/usr/bin/env bash\nexec pyenv exec\n"]) {
    assert.deepEqual(await found(text), ["python3 "]);
  }
});
