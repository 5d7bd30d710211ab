// previous[d, n, t] = h[d, n] where t is the first time of row n in direction d; h is the last state of an empty row

struct Uniforms { batch: u32, time: u32, hidden: u32, elements: u32 }

@group(0) @binding(0) var<storage, read> h: array<f32>;
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read_write> previous: array<f32>;
@group(0) @binding(3) var<storage, read_write> last: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.y * groups.x * 64u + id.x;
  if (index >= u.elements) { return; }
  let row = index / u.hidden;
  let length = min(lengths[row % u.batch], u.time);
  if (length == 0u) {
    last[index] = h[index];
    return;
  }
  let t = time_of(row / u.batch, length, 0u);
  previous[(row * u.time + t) * u.hidden + index % u.hidden] = h[index];
}
