// y[m, c] = scale * sum of x[place(m, k), c] over the elements k of window m that are inside of the
// image; the op appends pool_windows

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  let window = window_of(at.row);
  let scale = 1.0 / f32(u.window_rows * u.window_columns);
  for (var c = at.first; c < at.end; c += at.step) {
    var total = 0.0;
    for (var a = window.a; a < window.a_end; a++) {
      let line = (window.start + (a - window.a) * u.width) * u.columns + c;
      for (var b = window.b; b < window.b_end; b++) {
        total += x[line + (b - window.b) * u.columns];
      }
    }
    y[at.row * u.columns + c] = total * scale;
  }
}
