// y[m, c] = the greatest x[place(m, k), c] over the elements k of window m that are inside of the image,
// winner[m, c] = the first k that has it; the op appends pool_windows

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> winner: array<u32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  let window = window_of(at.row);
  for (var c = at.first; c < at.end; c += at.step) {
    var best = x[window.start * u.columns + c];
    var place = window.a * u.window_columns + window.b;
    for (var a = window.a; a < window.a_end; a++) {
      let line = (window.start + (a - window.a) * u.width) * u.columns + c;
      for (var b = window.b; b < window.b_end; b++) {
        let value = x[line + (b - window.b) * u.columns];
        if (value > best) {
          best = value;
          place = a * u.window_columns + b;
        }
      }
    }
    y[at.row * u.columns + c] = best;
    winner[at.row * u.columns + c] = place;
  }
}
