// What a question for a password looks like, so that nothing else is answered with one.
import type { Become } from "../model/way.ts";

/** As Ansible knows them (`prompt_l10n`). */
const WORDS =
  "password|암호|パスワード|adgangskode|contraseña|contrasenya|hasło|heslo|jelszó|lösenord|mật khẩu|mot de passe|parola|parool|" +
  "pasahitza|passord|passwort|salasana|sandi|senha|wachtwoord|ססמה|лозинка|парола|пароль|गुप्तशब्द|शब्दकूट|సంకేతపదము|හස්පදය|密码|密碼|口令";

/**
 * Matches a text that ends in a method's question. Only sudo lets its own be chosen (`prompt`). su's has a word for password in its last line, and
 * ends in a colon instead of a new line: a profile that says something else with a colon is not told a password. doas never asks: it is told not to.
 */
export function passwordQuestion(method: Become["method"], prompt: string): RegExp {
  if (method === "sudo") return new RegExp(prompt);
  return method === "su" ? new RegExp(`(?:^|\\n)[^\\n]*(?:${WORDS})[^\\n:：]*[:：] ?$`, "i") : /(?!)/;
}
