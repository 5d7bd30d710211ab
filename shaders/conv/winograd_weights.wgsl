// The walk over the windows of a weight, one for each pair of a row and a column of channels, with the rows of a
// window transformed; TURNED upside down and back to front; appended to the kernels winograd*_weight, which say
// what becomes of them: put_window(r, c, g0, g1, g2), and of the type that of_weight gives: Row

override TURNED: bool = false;
// Invocations of a workgroup, and columns and rows that it takes.
override LANES: u32 = 16;
override COLUMNS: u32 = 512;
override ROWS: u32 = 16;

@group(0) @binding(0) var<storage, read> weight: array<f32>;

// A row of a window.
fn row(a: u32, pair: u32) -> Row {
  let size = u.rows * u.columns;
  let at = pair + 3 * select(a, 2 - a, TURNED) * size;
  let ahead = Three(weight[at], weight[at + size], weight[at + 2 * size]);
  if (TURNED) { return of_weight(Three(ahead.c, ahead.b, ahead.a)); }
  return of_weight(ahead);
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let across = (u.columns + COLUMNS - 1) / COLUMNS;
  let index = group.y * groups.x + group.x;
  let first = index / across * ROWS;
  let end = min(first + ROWS, u.rows);
  let begin = index % across * COLUMNS;
  let stop = min(begin + COLUMNS, u.columns);
  for (var r = first; r < end; r++) {
    for (var c = begin + local.x; c < stop; c += LANES) {
      let pair = r * u.columns + c;
      put_window(r, c, row(0, pair), row(1, pair), row(2, pair));
    }
  }
}
