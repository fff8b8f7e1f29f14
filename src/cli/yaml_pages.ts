// YAML that a terminal can be shown, in pieces that stand one below the other.
import { hex, isUnsafe, withEscapes } from "../words/safe_json.ts";

/** Loads YAML; what it answers writes a value as lines set in by so many spaces. */
export async function stringifierOf(): Promise<(value: unknown, indent?: number) => string> {
  const { Document, visit } = await import("yaml");
  return (value, indent = 0) => {
    const document = new Document(JSON.parse(JSON.stringify(value)));
    visit(document, {
      Scalar: (_, scalar) => {
        if (typeof scalar.value === "string" && isUnsafe(scalar.value)) scalar.type = "QUOTE_DOUBLE";
      },
    });
    const text = withEscapes(document.toString(), (code) => `\\U${hex(code, 8)}`);
    return text.replace(/^(?=.)/gm, " ".repeat(indent));
  };
}
