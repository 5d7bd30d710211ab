// dx[n, p, q, c] = sum over windows (i, j) and their elements (a, b) with p = stride i + a - top and
// q = stride j + b - left of columns[(n - first, i, j), (a, b, c)]: the adjoint of conv_columns

// Invocations of a workgroup, which takes a row (n, p) of pixels.
override LANES: u32 = 8;

struct Uniforms {
  height: u32, width: u32, channels: u32, rows: u32, columns: u32, stride: u32, top: u32, left: u32,
  down: u32, across: u32, first: u32, lines: u32,
}

@group(0) @binding(0) var<storage, read> columns: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let line = group.y * groups.x + group.x;
  if (line >= u.lines) { return; }
  let n = line / u.height;
  let p = line % u.height + u.top;
  let run = u.columns * u.channels;
  let size = u.width * u.channels;
  let start = (u.first + n) * u.height * size + (p - u.top) * size;
  for (var e = local.x; e < size; e += LANES) { dx[start + e] = 0.0; }
  for (var a = 0u; a < u.rows; a++) {
    let i = (p - min(a, p)) / u.stride;
    if (a > p || (p - a) % u.stride != 0 || i >= u.down) { continue; }
    for (var j = 0u; j < u.across; j++) {
      // The windows of neighbours overlap, and an invocation adds to what another one has written.
      storageBarrier();
      let shift = j * u.stride;
      let begin = min(u.left - min(shift, u.left), u.columns) * u.channels;
      let room = u.width + u.left;
      let end = min(room - min(shift, room), u.columns) * u.channels;
      let source = (((n * u.down + i) * u.across + j) * u.rows + a) * run;
      let to = start + (shift - u.left) * u.channels;
      for (var r = begin + local.x; r < end; r += LANES) { dx[to + r] += columns[source + r]; }
    }
  }
}
