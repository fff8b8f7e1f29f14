import assert from "node:assert/strict";
import { noticesComment, ownLicence } from "../../scripts/notices.ts";
import { packagesHere } from "../../scripts/packages_here.ts";
import { bundled } from "./bundled.ts";

Deno.test("the bundle brings the licences of all that is in it, behind its last statement", async () => {
  const bundle = await Deno.readTextFile(await bundled());
  assert(bundle.endsWith(noticesComment(await packagesHere(), await ownLicence())));
});
