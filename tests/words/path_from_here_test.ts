import assert from "node:assert/strict";
import { pathFromHere } from "../../src/words/path_from_here.ts";

Deno.test("pathFromHere shows a path from here on where that is shorter, and the folder itself as a dot", () => {
  assert.equal(pathFromHere("/srv/play/site.yml", "/srv/play"), "site.yml");
  assert.equal(pathFromHere("/srv/hosts", "/srv/play"), "../hosts");
  assert.equal(pathFromHere("/etc/hosts", "/srv/play/deep"), "/etc/hosts");
  assert.equal(pathFromHere("/srv/play", "/srv/play"), ".");
  assert.equal(pathFromHere("web1,web2", "/srv/play"), "web1,web2");
});
