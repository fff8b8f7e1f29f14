// What the audit of packages finds, and that it tells a registry that does not answer from one that knows of nothing.
import assert from "node:assert/strict";
import { askAdvice } from "../../scripts/audit.ts";
import { auditLicences } from "../../scripts/audit_licences.ts";
import { auditLock } from "../../scripts/audit_lock.ts";
import { noticesComment, noticesOf, ownLicence } from "../../scripts/notices.ts";
import { type PackageHere, packagesHere } from "../../scripts/packages_here.ts";
import { billOf } from "../../scripts/sbom.ts";

const HASH = `sha512-${"A".repeat(86)}==`;
const CONFIG = { imports: { zod: "npm:zod@4.6.7" }, nodeModulesDir: "none", lock: { frozen: true } };

Deno.test("auditLock() finds what is not pinned, hashed, from npm alone, or switched off", () => {
  const npm = { "zod@4.6.7": { integrity: HASH } };
  assert.deepEqual(auditLock({ npm }, CONFIG), []);
  const found = (lock: Parameters<typeof auditLock>[0], config: object = {}) =>
    auditLock({ npm, ...lock }, { ...CONFIG, ...config }).join("\n");
  assert.match(found({ npm: { x: {} } }), /no SHA-512 of x/);
  assert.match(found({ npm: { x: { integrity: "sha1-AAAA" } } }), /no SHA-512 of x/);
  assert.match(
    found({ npm: { x: { integrity: HASH, tarball: "http://evil.example/x.tgz" } } }),
    /npm's registry alone/,
  );
  assert.match(found({ npm: { x: { integrity: HASH, deprecated: true } } }), /x is deprecated/);
  assert.match(found({ remote: { "https://evil.example/x.ts": "00" } }), /deno.lock has remote/);
  assert.match(found({}, { imports: { zod: "npm:zod@^4.6.7" } }), /name one exact version/);
  assert.match(found({}, { imports: { x: "https://evil.example/x.ts" } }), /name one exact version/);
  assert.match(found({}, { allowScripts: ["npm:esbuild"] }), /allowScripts/);
  assert.match(found({}, { nodeModulesDir: "auto" }), /node_modules/);
  for (const lock of [false, {}, undefined]) assert.match(found({}, { lock }), /"frozen": true/);
});

Deno.test("auditLicences() asks more of what is handed on than of what only tests use", () => {
  const said = (licence: string | undefined, inProgram: boolean) =>
    auditLicences([{ id: "x@1.0.0", licence, inProgram, elsewhere: false }]).length;
  for (const licence of ["MIT", "(AFL-2.1 OR BSD-3-Clause)", "MIT AND ISC"]) {
    assert.equal(said(licence, true), 0, licence);
  }
  for (const licence of ["GPL-3.0", "MIT AND GPL-3.0", "MPL-2.0", "SEE LICENSE IN x", undefined]) {
    assert.equal(said(licence, true), 1, licence);
  }
  assert.equal(said("MPL-2.0", false), 0);
  assert.equal(said("AGPL-3.0", false), 1);
});

for (
  const [advice, answer] of Object.entries<() => Response>({
    none: () => Response.json({}),
    some: () =>
      Response.json({
        zod: [{ id: 1, url: "https://x.example/1", title: "Bad", severity: "high", vulnerable_versions: "<9.0.0" }],
      }),
    unasked: () => new Response("not here", { status: 405 }),
  })
) {
  Deno.test(`askAdvice() says ${advice} where the registry's answer is of that kind`, async () => {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
    const told = await askAdvice({ NPM_CONFIG_REGISTRY: `http://127.0.0.1:${server.addr.port}` });
    assert.equal(told.advice, advice, told.said);
  });
}

Deno.test("packages: each is known with its licence, may be handed on where the program has it, and stands in the notices and in the bill", async () => {
  const packages: PackageHere[] = await packagesHere();
  assert.deepEqual(auditLicences(packages), []);
  const own = packages.filter(({ inProgram }) => inProgram);
  assert(own.some(({ name }) => name === "hono") && !own.some(({ name }) => name === "fast-check"));
  const notices = noticesOf(packages, await ownLicence());
  for (const { name, version, licence } of own) assert(notices.includes(`${name} ${version}, ${licence}`), name);
  assert.match(notices, /Permission is hereby granted/);
  assert.match(notices, /Apache License\s+Version 2\.0/);
  const comment = noticesComment(packages, await ownLicence());
  assert.match(comment, /^\/\*\n[\0-\x7f]+\*\/\n$/);
  assert.equal(comment.split("*/").length, 2);
  const bill = billOf(packages, { name: "ftl2-enterprise", version: "0.1.0" }) as {
    components: { purl: string; scope: string }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  assert.equal(bill.components.length, packages.length);
  assert(bill.components.some(({ purl, scope }) => /^pkg:npm\/%40noble\/hashes@/.test(purl) && scope === "required"));
  const refs = new Set(bill.dependencies.map(({ ref }) => ref));
  for (const { dependsOn } of bill.dependencies) for (const ref of dependsOn) assert(refs.has(ref), ref);
  assert(bill.dependencies[0]!.dependsOn.some((ref) => ref.startsWith("pkg:npm/zod@")));
});
