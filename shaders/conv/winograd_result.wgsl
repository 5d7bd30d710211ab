// A^T m A, m[p, t, c] the products; the op appends winograd_results, winograd, winograd_tiles and activate

// The sums of a column of products.
fn load(at: u32, plane: u32) -> Four {
  return to_result(Six(m[at], m[at + plane], m[at + 2 * plane],
    m[at + 3 * plane], m[at + 4 * plane], m[at + 5 * plane]));
}

fn square(at: u32, plane: u32) -> Square {
  let s0 = load(at, 6 * plane);
  let s1 = load(at + plane, 6 * plane);
  let s2 = load(at + 2 * plane, 6 * plane);
  let s3 = load(at + 3 * plane, 6 * plane);
  let s4 = load(at + 4 * plane, 6 * plane);
  let s5 = load(at + 5 * plane, 6 * plane);
  return Square(
    to_result(Six(s0.a, s1.a, s2.a, s3.a, s4.a, s5.a)),
    to_result(Six(s0.b, s1.b, s2.b, s3.b, s4.b, s5.b)),
    to_result(Six(s0.c, s1.c, s2.c, s3.c, s4.c, s5.c)),
    to_result(Six(s0.d, s1.d, s2.d, s3.d, s4.d, s5.d)),
  );
}
