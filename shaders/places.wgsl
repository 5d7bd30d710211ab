// Which element of a matrix an invocation works on; appended to the kernels of ColumnKernel

// Whether a workgroup stays in a row; else the elements of all rows follow each other.
override WIDE: bool = false;

struct Place { row: u32, column: u32 }

// Row and column; one of them is past the last for invocations without work.
fn place_of(id: vec3u, groups: vec3u, columns: u32) -> Place {
  if (WIDE) { return Place(id.z * groups.y + id.y, id.x); }
  let i = id.y * groups.x * 64u + id.x;
  let row = i / columns;
  return Place(row, i - row * columns);
}
