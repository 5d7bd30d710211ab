// dx[b, t, d] = dy[b, d] where x[b, t, d] is the first of the greatest with t < lengths[b], else 0

struct Uniforms { batch: u32, time: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

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
    let start = b * u.time * u.columns + d;
    var best = 0u;
    var most = 0.0;
    if (length > 0u) { most = x[start]; }
    for (var t = 1u; t < length; t++) {
      let value = x[start + t * u.columns];
      best = select(best, t, value > most);
      most = max(most, value);
    }
    let slope = select(0.0, dy[b * u.columns + d], length > 0u);
    for (var t = 0u; t < u.time; t++) {
      dx[start + t * u.columns] = select(0.0, slope, t == best);
    }
  }
}
