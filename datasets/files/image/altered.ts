/** The remark on files whose checksums are not the published ones; none where there are no such files. */
export function alteredNote(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const verb = files.length === 1 ? "is" : "are";
  return [
    `${files.join(", ")} ${verb} not the published bytes: changed or cut, or a lossy copy`,
  ];
}
