// Which part of a column an invocation takes; appended to the kernels batch_norm_*, whose workgroups
// take some rows of neighbouring columns

// Columns of a workgroup.
override LANES: u32 = 16;

struct Strip { column: u32, first: u32, end: u32 }

fn strip_of(group: vec3u, lane: u32) -> Strip {
  let first = group.y * u.span;
  return Strip(group.x * LANES + lane, first, min(first + u.span, u.rows));
}
