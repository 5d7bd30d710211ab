// y[b, d] = max(x[b, d], max over t < lengths[b] of w[b, t, d]); winner[b, d] = 0 for x, t + 1 for w

struct Uniforms { batch: u32, time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> winner: array<u32>;
@group(0) @binding(5) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch) { return; }
  let b = at.row;
  let length = min(lengths[b], u.time);
  for (var d = at.first; d < at.end; d += at.step) {
    var greatest = x[b * u.columns + d];
    var chosen = 0u;
    for (var t = 0u; t < length; t++) {
      let value = w[(b * u.time + t) * u.columns + d];
      if (value > greatest) {
        greatest = value;
        chosen = t + 1u;
      }
    }
    y[b * u.columns + d] = greatest;
    winner[b * u.columns + d] = chosen;
  }
}
