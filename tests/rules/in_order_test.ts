// inOrder: what was done on several hosts, in an order that is right for each.
import assert from "node:assert/strict";
import { inOrder } from "../../src/rules/in_order.ts";

Deno.test("inOrder() puts what hosts have in common behind all that came before it on any of them", () => {
  const orders = [["unpack", "configure", "start"], ["unpack", "configure", "unlock", "start"]];
  assert.deepEqual(inOrder(orders), ["unpack", "configure", "unlock", "start"]);
  assert.deepEqual(inOrder(orders.toReversed()), ["unpack", "configure", "unlock", "start"]);
});

Deno.test("inOrder() has everything once, also where orders contradict each other", () => {
  assert.deepEqual(inOrder([["a", "b"], ["b", "a"], ["c"], []]), ["c", "a", "b"]);
  assert.deepEqual(inOrder([]), []);
});
