// The elements of rows and columns that an invocation works on; appended to the kernels of ColumnKernel

// Invocations of a workgroup.
override SIZE: u32 = 64u;
// Columns of one row that a workgroup works on; 0 where each invocation has one element of any row.
override SPAN: u32 = 0u;

// Columns of a row from first on, every step-th before end. The row may be past the last.
struct Places { row: u32, first: u32, end: u32, step: u32 }

fn places_of(id: vec3u, group: vec3u, groups: vec3u, columns: u32) -> Places {
  if (SPAN > 0u) {
    let first = group.x * SPAN;
    let end = min(first + SPAN, columns);
    return Places(id.z * groups.y + id.y, first + id.x - group.x * SIZE, end, SIZE);
  }
  let i = id.y * groups.x * SIZE + id.x;
  let row = i / columns;
  return Places(row, i - row * columns, columns, columns);
}
