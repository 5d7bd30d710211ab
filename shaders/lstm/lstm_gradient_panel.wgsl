// lstm_gradient.wgsl's step for processors, see lstm_product.wgsl: ROWS rows and 8 units a workgroup;
// `weight` is R^T, packed.

fn left(i: u32) -> f32 { return gates[i]; }

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
    after(d, n), after(d, n + 1u), after(d, n + 2u),
    after(d, n + 3u), after(d, n + 4u), after(d, n + 5u),
  );
  let first = (d * groups.y + group.y) * 4u * u.hidden * 8u;
  let depth = select(0u, 4u * u.hidden, u.step + 1 < i32(longest));
  var sums = product(rows, first + id.x, depth);
  for (var r = 0u; r < ROWS; r++) { finish(d, n + r, group.y * 8u + id.x, sums[r]); }
}
