/** The style sheet of charts: light and dark, colours told apart by most colour-blind readers. */
export const PICTURE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f7f8fa; --card: #ffffff; --ink: #16202c; --soft: #5b6876; --line: #dfe4ea; --grid: #e9edf2;
  --accent: #0b6bb0; --wrong: #c8500a; --strong: #ffffff;
  --c0: #0b6bb0; --c1: #c8500a; --c2: #008060; --c3: #a8478a; --c4: #8a6d00; --c5: #2f9fd0;
  --c6: #5a4fcf; --c7: #4d5a66;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11161c; --card: #1a2129; --ink: #e7ecf1; --soft: #9aa7b4; --line: #2c3641; --grid: #252e38;
    --accent: #57b0ef; --wrong: #ff9350; --strong: #0b1015;
    --c0: #57b0ef; --c1: #ff9350; --c2: #3ecfa0; --c3: #e79bd0; --c4: #e3c04a; --c5: #9adcff;
    --c6: #a9a1ff; --c7: #b6c0ca;
  }
}
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .tick, svg .axis { fill: var(--soft); }
.grid { stroke: var(--grid); stroke-width: 1; }
.base { stroke: var(--soft); stroke-width: 1; }
.line { fill: none; stroke: var(--own); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line.again { stroke-dasharray: 5 4; }
.dots { fill: none; stroke: var(--own); stroke-width: 6; stroke-linecap: round; }
.thin { fill: none; stroke: var(--own); stroke-width: 1; stroke-dasharray: 4 3; }
.ring { fill: none; stroke: var(--own); stroke-width: 1.5; }
.halo { paint-order: stroke; stroke: var(--card); stroke-width: 4; stroke-linejoin: round; }
.dot { fill: var(--own); stroke: var(--card); stroke-width: 1.5; }
.mark { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 4; }
.bar { fill: var(--own); }
.c0 { --own: var(--c0); } .c1 { --own: var(--c1); } .c2 { --own: var(--c2); } .c3 { --own: var(--c3); }
.c4 { --own: var(--c4); } .c5 { --own: var(--c5); } .c6 { --own: var(--c6); } .c7 { --own: var(--c7); }
.strip rect { fill: transparent; }
.strip path { stroke: none; fill: none; }
.strip:hover path { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
.under { fill: var(--grid); }
.right { fill: var(--accent); }
.wrong { fill: var(--wrong); }
.cell.strong { fill: var(--strong); font-weight: 600; }
`;

/** The report's style sheet, that of its charts included. */
export const REPORT_STYLE = `${PICTURE_STYLE}* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px 56px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 0 0 2px; }
.lead { color: var(--soft); margin: 0 0 22px; overflow-wrap: anywhere; }
.about { color: var(--soft); font-size: 13px; margin: 0 0 12px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0 0 16px; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 22px; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.cards { display: grid; grid-template-columns: repeat(12, 1fr); grid-auto-flow: dense; gap: 16px; }
section { grid-column: span 6; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: 18px 20px; min-width: 0; }
section.wide { grid-column: 1 / -1; }
section > svg { display: block; width: 100%; height: auto; margin: 0 auto; }
@media (max-width: 900px) { section { grid-column: 1 / -1; } }
@media (min-width: 901px) { section.wide > svg text { font-size: 7px; } }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 8px 0 0; padding: 0;
  font-size: 13px; color: var(--soft); }
.legend + .about { margin-top: 8px; }
.legend svg { width: 18px; height: 8px; margin-right: 6px; vertical-align: 1px; }
.legend b { color: var(--ink); font-weight: 600; font-variant-numeric: tabular-nums; }
.note { color: var(--wrong); font-size: 13px; margin: 8px 0 0; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-top: 1px solid var(--grid);
  overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; overflow-wrap: normal; }
tbody th { font-weight: 500; color: var(--soft); white-space: nowrap; }
td code { overflow-wrap: anywhere; }
td.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.number + td:not(.number), th.number + th:not(.number) { padding-left: 12px; }
thead th.number { text-align: right; }
tr.marked > * { background: var(--grid); font-weight: 600; color: var(--ink); }
.scroll { overflow-x: auto; max-height: 480px; overflow-y: auto; }
.scroll thead th { position: sticky; top: 0; background: var(--card); }
.share { display: block; min-width: 60px; height: 8px; margin-top: 6px; border-radius: 2px; background: var(--grid); }
.share span { display: block; height: 8px; border-radius: 2px; background: var(--accent); }
.examples { list-style: none; margin: 0; padding: 0; }
.examples li { border-top: 1px solid var(--grid); padding: 8px 0 10px; }
.examples li:first-child { border-top: 0; }
.quote { margin: 0 0 5px; overflow-wrap: anywhere; }
.answers { margin: 0; display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: baseline; font-size: 13px; }
.truth { font-weight: 600; margin-right: 4px; }
.row { color: var(--soft); }
.chip { border: 1px solid var(--line); border-radius: 6px; padding: 0 7px; font-variant-numeric: tabular-nums; }
.chip b { color: var(--soft); font-weight: 500; margin-right: 2px; }
.is-right { border-color: var(--accent); color: var(--accent); }
.is-wrong { border-color: var(--wrong); color: var(--wrong); }
.picture { height: 56px; image-rendering: pixelated; border-radius: 3px; vertical-align: middle; }
.filters { width: min(100%, 720px); image-rendering: pixelated; }
.gallery { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 0 0 8px; font-size: 13px; }
.gallery .truth { min-width: 200px; }
code { font: 12px ui-monospace, "SFMono-Regular", Menlo, "DejaVu Sans Mono", monospace; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 8px 20px; }
.columns { columns: 3 300px; column-gap: 32px; }
.columns table { break-inside: auto; }
.columns tr { break-inside: avoid; }
@media print { body { background: none; } .scroll { max-height: none; } section, .tiles div { break-inside: avoid; } }
@media (max-width: 480px) {
  main { padding: 20px 12px 32px; }
  section { padding: 14px 12px; }
  section > svg:not(.matrix) text { font-size: 16px; }
  .scroll table { font-size: 12px; }
  .scroll tbody th { white-space: normal; min-width: 84px; }
  .scroll th, .scroll td { padding-right: 8px; }
}
`;
