// The signature of a version, as scripts that look at it.
import type { Params } from "../frame/parameters.ts";
import { quote } from "../scripts/shell_words.ts";

/**
 * Defines `verify VERSION FINGERPRINT…`: `$m` says what is wrong with the signature, empty where nothing is. A branch may have the name of a tag that is
 * signed well: in a worktree it is the commit that is checked out of which something must be known.
 */
export const VERIFY = `verify() { v=$1; shift; m= k=commit r=$v
[ "$(g for-each-ref --format='%(objecttype)' "refs/tags/$v")" != tag ] || k=tag r=refs/tags/$v
if [ "$(g rev-parse --is-inside-work-tree 2>/dev/null)" = true ]; then c=$(g rev-parse --verify --quiet HEAD)
[ $k = tag ] && [ "$(g rev-parse --verify --quiet "$r^{commit}")" = "$c" ] || { k=commit r=$c; }; fi
if o=$(g verify-$k --raw "$r" 2>&1); then :; else m="Failed to verify GPG signature of commit/tag \\"$v\\""; return; fi
[ $# -gt 0 ] || return 0
f=$(printf '%s\\n' "$o" | sed -n 's/^\\[GNUPG:\\] VALIDSIG \\([0-9A-Fa-f]*\\).*[ ]\\([0-9A-Fa-f]*\\)$/\\1 \\2/p')
for w; do case " $f " in *" $w "*) return ;; esac; done
m="The gpg_allowlist does not include the public key \\"\${f%% *}\\" for this commit"; }
`;

/** The look's part: what is wrong is told as `unverified`. */
export function verifyCall(params: Params): string {
  return params.flag("verify_commit") ? `verify ${verifyWords(params)}; e unverified "$m"` : "";
}

/** What `verify` is called with. */
export function verifyWords(params: Params): string {
  return [params.text("version") ?? "HEAD", ...params.texts("gpg_allowlist")].map(quote).join(" ");
}
