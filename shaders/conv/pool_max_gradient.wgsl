// dx[e, c] = sum of dy[m, c] over the windows m of which pixel e is element winner[m, c]; the op appends
// pool_windows

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> winner: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = places_of(id, group, groups, u.columns);
  if (at.row >= u.rows) { return; }
  let cover = cover_of(at.row);
  for (var c = at.first; c < at.end; c += at.step) {
    var total = 0.0;
    for (var i = cover.i; i < cover.i_end; i++) {
      let line = (cover.n + i * u.across) * u.columns + c;
      let element = (cover.p - i * u.stride) * u.window_columns + cover.q;
      for (var j = cover.j; j < cover.j_end; j++) {
        let won = winner[line + j * u.columns] == element - j * u.stride;
        total += select(0.0, dy[line + j * u.columns], won);
      }
    }
    dx[at.row * u.columns + c] = total;
  }
}
