// dz[b, t, d] = dy[b, d] where winner[b, d] is t + first, else 0

struct Uniforms { batch: u32, time: u32, columns: u32, first: u32 }

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> winner: array<u32>;
@group(0) @binding(2) var<storage, read_write> dz: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.batch * u.time) { return; }
  let b = at.row / u.time;
  let own = at.row - b * u.time + u.first;
  for (var d = at.first; d < at.end; d += at.step) {
    let i = b * u.columns + d;
    dz[at.row * u.columns + d] = select(0.0, dy[i], winner[i] == own);
  }
}
