// What the program is made of, for machines: dist/ftl2-enterprise.cdx.json, a bill of materials in CycloneDX 1.6. The same bytes for the same lock.
import { type PackageHere, packagesHere } from "./packages_here.ts";
import { say } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
const TARGET = new URL("dist/ftl2-enterprise.cdx.json", ROOT);

/** The bill: what the program has is required, what tests and scripts use is excluded. */
export function billOf(packages: readonly PackageHere[], { name, version }: { name: string; version: string }): object {
  const own = `pkg:generic/${name}@${version}`;
  const refs = new Map(packages.map((each) => [each.id, refOf(each)]));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        ...{ type: "application", name, version, "bom-ref": own, purl: own },
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components: packages.map((each) => componentOf(each)),
    dependencies: [
      { ref: own, dependsOn: packages.filter(({ direct }) => direct).map(refOf) },
      ...packages.map((each) => ({
        ref: refOf(each),
        dependsOn: [...new Set(each.dependencies.flatMap((id) => refs.get(id) ?? []))],
      })),
    ],
  };
}

function componentOf(each: PackageHere): object {
  const { name, version, integrity, inProgram, licence } = each;
  const content = Uint8Array.fromBase64(integrity.replace(/^sha512-/, "")).toHex();
  const isOne = licence !== undefined && /^[\w.-]+$/.test(licence);
  return {
    ...{ type: "library", name, version, "bom-ref": refOf(each), purl: refOf(each) },
    scope: inProgram ? "required" : "excluded",
    hashes: [{ alg: "SHA-512", content }],
    ...licence === undefined ? {} : { licenses: [isOne ? { license: { id: licence } } : { expression: licence }] },
  };
}

/** Its package URL; what stands before a scope is escaped there. */
function refOf({ name, version }: PackageHere): string {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}

if (import.meta.main) {
  const { name, version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const packages = await packagesHere();
  await Deno.mkdir(new URL("dist/", ROOT), { recursive: true });
  await Deno.writeTextFile(TARGET, `${JSON.stringify(billOf(packages, { name, version }), null, 2)}\n`);
  say(`dist/ftl2-enterprise.cdx.json: ${packages.length} packages`);
}
