/**
 * Splits TypeScript into code and strings, as far as finding imports and names needs it.
 *
 * @module
 */

/** A source without its comments, each string literal replaced by its number in quotes. */
export interface Source {
  /** The code; `import { x } from "3"` stands for the third string; lines stay where they were. */
  readonly code: string;
  /** What static, dynamic and type-only imports and re-exports name. */
  readonly imports: readonly string[];
  /** Those of them that `import type { ... }` and `export type { ... }` name: gone at run time. */
  readonly types: ReadonlySet<string>;
}

/** Comment, string, start or end of a template, regular expression, or bracket: whatever comes first. */
const token =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|[`{}]|\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\\[/\n])+\/\w*/g;
/** What stands before a slash that starts a regular expression and does not divide. */
const beforeRegExp =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|await))\s*$/;
const template = /(?:\\[^]|\$(?!\{)|[^`\\$])*(`|\$\{)/y;

/** Reads a source. */
export function source(text: string): Source {
  const strings: string[] = [];
  const brackets: string[] = []; // "{" of code, "$" of a template's expression
  let code = "";
  let at = 0;
  const lines = (skipped: string) => "\n".repeat(skipped.split("\n").length - 1);
  const skipTemplate = () => {
    template.lastIndex = at;
    const match = template.exec(text);
    code += match ? lines(match[0]) : "";
    at = match ? template.lastIndex : text.length;
    if (match?.[1] === "${") brackets.push("$");
  };
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    code += text.slice(at, match?.index);
    if (!match) break;
    const found = match[0];
    at = match.index + found.length;
    if (found === "`") skipTemplate();
    else if (found === "{") code += brackets.push("{") && "{";
    else if (found === "}") brackets.pop() === "$" ? skipTemplate() : (code += "}");
    else if (found.startsWith("//") || found.startsWith("/*")) code += lines(found) || " ";
    else if (!found.startsWith("/")) code += `"${strings.push(found.slice(1, -1)) - 1}"`;
    else if (beforeRegExp.test(code.slice(-40))) code += `"${strings.push("") - 1}"`;
    else {
      code += "/"; // a division: only the slash is read
      at = match.index + 1;
    }
  }
  const named = code.matchAll(/(?:(?<![\w$.])from|(?<![\w$.])import\s*\(?)\s*"(\d+)"/g);
  const typed = code.matchAll(/(?<![\w$.])(?:im|ex)port\s+type\s*\{[^}]*\}\s*from\s*"(\d+)"/g);
  const texts = (matches: Iterable<RegExpExecArray>) =>
    Array.from(matches, (match) => strings[Number(match[1])]);
  return { code, imports: texts(named), types: new Set(texts(typed)) };
}

const root = new URL("../", import.meta.url);

async function readSources(folder: string, files: Map<string, string>): Promise<void> {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    const path = folder + entry.name;
    if (entry.isDirectory) await readSources(`${path}/`, files);
    else if (/\.(tsx?|js)$/.test(path)) {
      files.set(path, await Deno.readTextFile(new URL(path, root)));
    }
  }
}

/** The project's sources by their paths from its root. */
export async function projectSources(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const folder of ["engine", "models", "datasets", "tasks", "tests"]) {
    await readSources(`${folder}/`, files);
  }
  files.set("mod.ts", await Deno.readTextFile(new URL("mod.ts", root)));
  return files;
}
