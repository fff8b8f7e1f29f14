import assert from "node:assert/strict";
import { checkModuleFiles, checkNames, checkTestFolders } from "./names.ts";

const wrong = (path: string) => checkNames(new Map([[path, ""]])).length === 1;

Deno.test("checkNames() passes names that hold one idea", () => {
  for (
    const path of [
      "main.ts",
      "src/app.ts",
      "src/engine/resume_point.ts",
      "src/modules/service.ts",
      "src/store/sha256.ts",
    ]
  ) {
    assert.ok(!wrong(path), path);
  }
});

Deno.test("checkNames() finds names that say nothing and names that are not snake_case", () => {
  const names = ["utils", "helpers", "common", "types", "interfaces", "manager", "service", "misc", "index"];
  for (const name of [...names, "string_utils", "loop_manager", "resumePoint", "resume-point", "_private", "Loop"]) {
    assert.ok(wrong(`src/engine/${name}.ts`), name);
  }
  assert.ok(wrong("src/engine/common/look.ts"));
  assert.ok(wrong("src/engine/look.js"));
  assert.ok(wrong("src/store/0001_original.ts"));
});

Deno.test("checkTestFolders() finds a test outside the map's folders", () => {
  const found = checkTestFolders([
    "tests/store/a_test.ts",
    "tests/crash/b_test.ts",
    "tests/c_test.ts",
    "tests/old/d.ts",
  ], [
    "store",
  ]);
  assert.deepEqual(found.map(({ file }) => file), ["tests/c_test.ts", "tests/old/d.ts"]);
});

Deno.test("checkModuleFiles() finds modules without a file of their name, and files beside them that are none", () => {
  const makers = "const MAKERS: Record<string, () => Module> = {\n  apt: aptModule,\n  user: userModule,\n};\n";
  const files = ["src/modules/registry.ts", "src/modules/apt.ts", "src/modules/apt_plan.ts", "src/modules/git/a.ts"];
  const found = checkModuleFiles(new Map(files.map((file) => [file, file.endsWith("registry.ts") ? makers : ""])));
  assert.deepEqual(found.map(({ file }) => file), ["src/modules/user.ts", "src/modules/apt_plan.ts"]);
});
