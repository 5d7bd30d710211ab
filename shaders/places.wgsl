// Which elements of rows and columns an invocation works on; appended to the kernels of ColumnKernel

// Invocations of a workgroup.
override SIZE: u32 = 64u;
// Whether a workgroup works on SPAN columns of one row, which is then the same for all of it; else an
// invocation has one element.
override WIDE: bool = false;
override SPAN: u32 = 1024u;

// Columns of a row from first on, every step-th before end. The row may be past the last.
struct Places { row: u32, first: u32, end: u32, step: u32 }

fn places_of(id: vec3u, group: vec3u, groups: vec3u, columns: u32) -> Places {
  if (WIDE) {
    let first = group.x * SPAN;
    let end = min(first + SPAN, columns);
    return Places(id.z * groups.y + id.y, first + id.x - group.x * SIZE, end, SIZE);
  }
  let i = id.y * groups.x * SIZE + id.x;
  let row = i / columns;
  return Places(row, i - row * columns, columns, columns);
}
