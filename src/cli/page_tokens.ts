// --token-file: who may come in to the status page.
import { InputError } from "../model/errors.ts";
import type { PageToken } from "../ports/page_world.ts";

/** Characters. What can be guessed in a lifetime is shorter. */
const SHORTEST = 16;
const MAKE_ONE = "`openssl rand -hex 32` makes one";

/**
 * The tokens in a file's text: a line each, `read NAME TOKEN` or `full NAME TOKEN`; a line with one word is a full token of `user`; what follows a #
 * at the start of a line counts for nothing. Throws InputError with line and column; it never repeats what stands there, which may be a token.
 */
export function readTokens(text: string, { file, user }: { file: string; user: string }): PageToken[] {
  const tokens: PageToken[] = [];
  for (const [at, line] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    const words = [...line.matchAll(/\S+/g)].map((found) => ({ word: found[0], column: found.index + 1 }));
    if (words.length === 0 || words[0]!.word.startsWith("#")) continue;
    const wrong = (message: string, column = words[0]!.column) => {
      throw new InputError(message, { file, line: at + 1, column });
    };
    const [first, name, last] = words;
    const token = words.length === 1 ? first! : last;
    if (token === undefined) {
      return wrong("A token is missing: a line is `read NAME TOKEN`, `full NAME TOKEN`, or a token alone");
    }
    if (words.length > 3) wrong("There is more behind the token: neither it nor a name has spaces", words[3]!.column);
    const role = words.length === 1 ? "full" : first!.word;
    if (role !== "read" && role !== "full") return wrong("A line begins with what its token is for: read or full");
    if (!/^[\x21-\x7e]+$/.test(token.word)) wrong(`A token has plain letters and digits: ${MAKE_ONE}`, token.column);
    if (token.word.length < SHORTEST) {
      wrong(`This token is too short, it has fewer than ${SHORTEST} characters: ${MAKE_ONE}`, token.column);
    }
    if (tokens.some((known) => known.token === token.word)) {
      wrong("This token stands in the file already: nobody could tell who comes in", token.column);
    }
    tokens.push({ role, name: words.length === 1 ? user : name!.word, token: token.word });
  }
  if (tokens.length === 0) {
    throw new InputError(`There is no token in it: write a line \`full NAME TOKEN\`; ${MAKE_ONE}`, { file });
  }
  return tokens;
}
