/**
 * An HTML page with everything in it, nothing loaded from elsewhere.
 *
 * @module
 */
import { escapeText } from "../svg/frame.ts";
import { REPORT_STYLE } from "./style.ts";

/** What is on a page. */
export interface Page {
  /** Its title, as text. */
  readonly title: string;
  /** The line below it, as text. */
  readonly lead: string;
  /** Markup between that line and the sections. */
  readonly head?: string;
  /** Markup of each section; empty ones are left out. */
  readonly sections: readonly string[];
  /** Whether it holds pictures made of pixels. */
  readonly hasPictures?: boolean;
}

/** The page as text. */
export function htmlPage({ title, lead, head = "", sections, hasPictures }: Page): string {
  const pictures = hasPictures ? " img-src data:;" : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';${pictures} style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p class="lead">${escapeText(lead)}</p>
${head}
<div class="cards">
${sections.filter((section) => section !== "").join("\n")}
</div>
</main>
</body>
</html>
`;
}
