// How tiles of c finish and store their sums; the op appends activate

// Finishes four neighbours of row i, as far as they are inside.
fn store(start: u32, i: u32, j: u32, sums: vec4f) {
  if (i >= u.rows || j >= u.columns) { return; }
  var total = sums;
  let count = min(4, u.columns - j);
  if (BIAS) {
    let at = i * u.bias_row + (min(vec4u(0, 1, 2, 3), vec4u(count - 1)) + j) * u.bias_column;
    total += vec4f(bias[at.x], bias[at.y], bias[at.z], bias[at.w]);
  }
  total = activate_four(total);
  let at = start + i * u.c_row + j * u.c_column;
  c[at] = total.x;
  if (count > 1) { c[at + u.c_column] = total.y; }
  if (count > 2) { c[at + 2 * u.c_column] = total.z; }
  if (count > 3) { c[at + 3 * u.c_column] = total.w; }
}
