import assert from "node:assert/strict";
import { valuesOnRecord } from "../../src/app/values_on_record.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import { modules } from "../../src/modules/registry.ts";
import { openSecrets } from "../../src/secrets/open_secrets.ts";

const VALUE = "hunter2-of-the-test";

Deno.test("valuesOnRecord() names the flag as people type it", async () => {
  const sources = { env: () => VALUE, readText: () => "", run: () => Promise.resolve("") };
  const secrets = await openSecrets(["copy.content=TOKEN"], sources, { modules: modules() });
  const said = (options: Partial<LoopOptions>, desiredState = "all is well", name = "web") => {
    const whole = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const, ...options };
    return valuesOnRecord({ name, desiredState, options: whole }, secrets)?.split(",")[0];
  };
  const place = "A bound secret stands in";
  assert.equal(said({}), undefined);
  assert.equal(said({}, `the token is ${VALUE}`), `${place} the goal`);
  assert.equal(said({}, `the token is ${VALUE}`, `the-token-is-${VALUE}`), `${place} the goal`);
  assert.equal(said({ file: `/srv/${VALUE}.yml` }, `/srv/${VALUE}.yml`, VALUE), `${place} --file`);
  assert.equal(said({}, "all is well", `of ${VALUE}`), `${place} the loop's name`);
  assert.equal(said({ rulesDir: `/srv/${VALUE}` }), `${place} --rules-dir`);
  assert.equal(said({ goalFile: `/srv/${VALUE}.md` }), `${place} --file`);
  assert.equal(said({ steps: [`set ${VALUE}`] }), `${place} --plan-file`);
  assert.equal(said({ extraVars: { inner: [VALUE] } }), `${place} --extra-vars`);
  assert.equal(said({ reach: { user: VALUE } }), `${place} the flags about connections`);
});
