// columns[m, k] = x[n, p, q, c], 0 outside of the image, with m = (n - first, i, j) a window and
// k = (a, b, c) an element of it, p = stride i + a - top, q = stride j + b - left: a row a window

// Invocations of a workgroup, which takes the windows (n, i) beside each other.
override LANES: u32 = 8;
// Whether an invocation takes one element of a row of a window at most, and a window has LANES: for devices
// that run a workgroup as one vector. Invocations past the row write what is there.
override SHORT: bool = false;

struct Uniforms {
  height: u32, width: u32, channels: u32, rows: u32, columns: u32, stride: u32, top: u32, left: u32,
  down: u32, across: u32, first: u32, lines: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> columns: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let line = group.y * groups.x + group.x;
  if (line >= u.lines) { return; }
  let n = u.first + line / u.down;
  let above = line % u.down * u.stride;
  let run = u.columns * u.channels;
  // Windows from left to right are inside of the image, and none of them is the last.
  let most = u.width + u.left - min(u.columns, u.width + u.left);
  let left = select(u.across, (u.left + u.stride - 1) / u.stride, SHORT);
  let right = max(left, min(most / u.stride + 1, u.across - 1));
  for (var a = 0u; a < u.rows; a++) {
    // What is above the image wraps around, and so is below it.
    let p = above + a - u.top;
    let inside = p < u.height;
    let start = (n * u.height + select(0, p, inside)) * u.width * u.channels;
    let first = (line * u.across * u.rows + a) * run;
    for (var side = 0u; side < 2; side++) {
      let last = select(u.across, min(left, u.across), side == 0);
      for (var j = side * right; j < last; j++) {
        // Elements of the row that are left of the image, and those before its right edge.
        let shift = j * u.stride;
        let begin = min(u.left - min(shift, u.left), u.columns) * u.channels;
        let room = u.width + u.left;
        let end = select(0, min(room - min(shift, room), u.columns) * u.channels, inside);
        let source = start + (shift - u.left) * u.channels;
        let to = first + j * u.rows * run;
        for (var r = local.x; r < run; r += LANES) {
          columns[to + r] = select(0.0, x[source + r], r >= begin && r < end);
        }
      }
    }
    if (SHORT) {
      for (var j = left; j < right; j++) {
        let source = start + (j * u.stride - u.left) * u.channels + local.x;
        let to = first + j * u.rows * run + local.x;
        columns[to] = select(columns[to], select(0.0, x[source], inside), local.x < run);
      }
    }
  }
}
