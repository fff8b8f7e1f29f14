// Findings as people read them: a line each, below it what to do, at the end what stands in the way.
import type { Style } from "../ports/report.ts";
import type { Finding, Standing } from "../ports/checkup.ts";
import { counted } from "../words/counted.ts";
import { oneLine } from "../words/visible.ts";
import { pairs } from "./table.ts";
import { paint } from "./writer.ts";

const STYLES: Record<Standing, Style> = {
  ok: "ok",
  note: "notice",
  warning: "changed",
  problem: "failed",
  unseen: "skipped",
};

/** How many stand so. */
export function countOf(findings: readonly Finding[], standing: Standing): number {
  return findings.filter((each) => each.standing === standing).length;
}

/** `quiet`: only what is not as it should be. */
export function doctorText(
  findings: readonly Finding[],
  { columns, quiet }: { columns: number | undefined; quiet: boolean },
): string {
  const shown = quiet ? findings.filter(({ standing }) => standing === "warning" || standing === "problem") : findings;
  const widest = Math.max(0, ...shown.map(({ standing }) => standing.length));
  const names = Math.max(0, ...shown.map(({ about }) => oneLine(about).length));
  const lines = shown.map(({ about, standing, found, mend }) => {
    const name = `${standing.padEnd(widest)}  ${oneLine(about).padEnd(names)}`;
    const text = pairs([[name, [oneLine(found), ...mend.map((line) => `-> ${oneLine(line)}`)].join("\n")]], columns);
    return `${paint(STYLES[standing], standing)}${text.slice(standing.length)}`;
  });
  return [...lines, summary(findings)].join("\n");
}

/** `2 problems: database, ssh; 1 warning: page`. */
function summary(findings: readonly Finding[]): string {
  const parts = (["problem", "warning", "unseen"] as const).flatMap((standing) => {
    const names = [
      ...new Set(findings.filter((each) => each.standing === standing).map(({ about }) => oneLine(about))),
    ];
    const count = countOf(findings, standing);
    if (count === 0) return [];
    const what = standing === "unseen" ? `${count} not looked at` : counted(count, standing);
    return [paint(STYLES[standing], `${what}: ${names.join(", ")}`)];
  });
  if (parts.length === 0) return paint("ok", "Nothing is in the way.");
  return countOf(findings, "problem") > 0 ? parts.join("; ") : `Nothing is in the way. ${parts.join("; ")}`;
}
