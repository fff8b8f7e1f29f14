// Questions for passwords, and what looks like one.
import assert from "node:assert/strict";
import { passwordQuestion } from "../../src/transports/password_question.ts";

Deno.test("passwordQuestion() of su knows the question in any language, and nothing else", () => {
  const asks = passwordQuestion("su", "prompt:");
  const questions = [
    "Password: ",
    "Password:",
    "bob's Password: ",
    "Passwort: ",
    "Mot de passe : ",
    "密码：",
    "Пароль: ",
  ];
  for (const text of [...questions, "Kerberos password for bob: ", "a lecture\nPassword: "]) {
    assert.ok(asks.test(text), text);
  }
  const others = [
    "su: ",
    "Choose a colour: ",
    "Password:\n",
    "Password: su: Authentication failure",
    "Password: \nsu: ",
    "",
  ];
  for (const text of others) assert.ok(!asks.test(text), text);
});

Deno.test("passwordQuestion() of sudo is the one that was chosen, and doas has none", () => {
  assert.ok(passwordQuestion("sudo", "ftl2-1a:").test("lecture\nftl2-1a:"));
  for (const text of ["Password: ", "doas (alice@here) password: ", ""]) {
    assert.ok(!passwordQuestion("sudo", "ftl2-1a:").test(text));
    assert.ok(!passwordQuestion("doas", "ftl2-1a:").test(text));
  }
});
