// panels[n, p, k, lane] = b[n, k, j + lane], the LANES columns of a panel neighbours whatever b is, and
// one term after the other; j is LANES p, but the last panel begins early enough to be whole

override LANES: u32 = 8;
// Terms that a workgroup packs.
override SPAN: u32 = 128;

struct Uniforms { batch: u32, columns: u32, depth: u32, b_batch: u32, b_depth: u32, b_column: u32 }

@group(0) @binding(0) var<storage, read> b: array<f32>;
@group(0) @binding(1) var<storage, read_write> panels: array<f32>;
@group(0) @binding(1) var<storage, read_write> panels_four: array<vec4f>;
@group(0) @binding(2) var<uniform> u: Uniforms;

// Where a workgroup reads and writes, and its terms from first to end.
struct Part { b: u32, panel: u32, j: u32, first: u32, end: u32 }

fn part_of(group: vec3u, groups: vec3u) -> Part {
  let across = (u.columns + LANES - 1) / LANES;
  let spans = (u.depth + SPAN - 1) / SPAN;
  let index = group.y * groups.x + group.x;
  // Panel after panel of the same terms: neighbours share lines and pages.
  let panel = index / (spans * across) * across + index % across;
  let j = min(panel % across * LANES, max(u.columns, LANES) - LANES);
  let first = index / across % spans * SPAN;
  // The grid may have more workgroups than there are spans.
  let end = select(0, min(first + SPAN, u.depth), panel / across < u.batch);
  return Part(panel / across * u.b_batch, panel * LANES * u.depth, j, first, end);
}

// Of neighbouring columns. Lanes past the last column take what follows, for sums that nobody stores.
@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let part = part_of(group, groups);
  let at = part.b + part.j + local.x;
  for (var k = part.first; k < part.end; k++) {
    panels[part.panel + k * LANES + local.x] = b[at + k * u.b_depth];
  }
}

// Of neighbouring terms, a term an invocation and four columns at a time.
@compute @workgroup_size(LANES)
fn main_turned(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let part = part_of(group, groups);
  for (var x = 0u; x < LANES; x += 4) {
    let at = part.b + min(vec4u(0, 1, 2, 3) + (part.j + x), vec4u(u.columns - 1)) * u.b_column;
    for (var k = part.first + local.x; k < part.end; k += LANES) {
      panels_four[(part.panel + x) / 4 + k * (LANES / 4)] =
        vec4f(b[at.x + k], b[at.y + k], b[at.z + k], b[at.w + k]);
    }
  }
}
