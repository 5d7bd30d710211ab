// panels[n, head, p, k, lane] = x[n, i + lane, head, k] with i = LANES p: the LANES rows of a panel are
// neighbours. Rows past the last one repeat it; they get no weight.

override LANES: u32 = 8;

struct Uniforms { rows: u32, size: u32, start: u32 }

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> panels: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// A workgroup packs a panel, an invocation a column, four rows at a time.
@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let panel = (group.z * groups.y + group.y) * groups.x + group.x;
  let start = u.start + panel * LANES * u.size;
  for (var r = 0u; r < LANES; r += 4) {
    let row = min(vec4u(0, 1, 2, 3) + (group.x * LANES + r), vec4u(u.rows - 1));
    let at = ((row + group.z * u.rows) * groups.y + group.y) * u.size;
    for (var k = local.x; k < u.size; k += LANES) {
      panels[(start + r) / 4 + k * (LANES / 4)] =
        vec4f(x[at.x + k], x[at.y + k], x[at.z + k], x[at.w + k]);
    }
  }
}
