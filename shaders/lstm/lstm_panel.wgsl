// lstm.wgsl's step for processors, see lstm_product.wgsl: a workgroup has ROWS rows and 8
// units, one gate after another; `weight` is packed with the gates as 4 matrices.

fn left(i: u32) -> f32 { return previous[i]; }

@compute @workgroup_size(8)
fn panel(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) id: vec3u,
) {
  let n = group.x * ROWS;
  let d = group.z;
  var longest = 0u;
  for (var r = 0u; r < ROWS; r++) { longest = max(longest, length_of(n + r)); }
  let rows = array(
    before(d, n), before(d, n + 1u), before(d, n + 2u),
    before(d, n + 3u), before(d, n + 4u), before(d, n + 5u),
  );
  var gates_of: array<f32, 24>; // by gate and row
  let depth = select(0u, u.hidden, u.step < longest);
  for (var gate = 0u; gate < 4u; gate++) {
    let first = ((d * 4u + gate) * groups.y + group.y) * u.hidden * 8u;
    let sums = product(rows, first + id.x, depth);
    gates_of[gate * 6u] = sums[0];
    gates_of[gate * 6u + 1u] = sums[1];
    gates_of[gate * 6u + 2u] = sums[2];
    gates_of[gate * 6u + 3u] = sums[3];
    gates_of[gate * 6u + 4u] = sums[4];
    gates_of[gate * 6u + 5u] = sums[5];
  }
  for (var r = 0u; r < ROWS; r++) {
    let sums = vec4f(gates_of[r], gates_of[6u + r], gates_of[12u + r], gates_of[18u + r]);
    finish(d, n + r, group.y * 8u + id.x, sums);
  }
}
