// Which element of a matrix an invocation works on; appended to the kernels of PlaceKernel

// Whether a workgroup stays in a row; else the elements of all rows follow each other.
override WIDE: bool = false;

struct Place { row: u32, column: u32 }

// Row and column, past the last of them for invocations without work.
fn place_of(group: vec3u, groups: vec3u, local: u32, columns: u32) -> Place {
  if (WIDE) { return Place(group.z * groups.y + group.y, group.x * 64u + local); }
  let i = (group.y * groups.x + group.x) * 64u + local;
  return Place(i / columns, i % columns);
}
