// A^T m A, m[p, t, c] the sums: 16 at finite points, 4 in the column and 4 in the row at infinity, and one at
// infinity in both; the op appends winograd_results, winograd_strided, winograd_tiles and activate

// The sums of a column of points, the last one elsewhere.
fn load(at: u32, step: u32, end: u32) -> Four {
  return to_result(Five(m[at], m[at + step], m[at + 2 * step], m[at + 3 * step], m[end]));
}

fn square(at: u32, plane: u32) -> Square {
  let s0 = load(at, 4 * plane, at + 20 * plane);
  let s1 = load(at + plane, 4 * plane, at + 21 * plane);
  let s2 = load(at + 2 * plane, 4 * plane, at + 22 * plane);
  let s3 = load(at + 3 * plane, 4 * plane, at + 23 * plane);
  let s4 = load(at + 16 * plane, plane, at + 24 * plane);
  return Square(
    to_result(Five(s0.a, s1.a, s2.a, s3.a, s4.a)),
    to_result(Five(s0.b, s1.b, s2.b, s3.b, s4.b)),
    to_result(Five(s0.c, s1.c, s2.c, s3.c, s4.c)),
    to_result(Five(s0.d, s1.d, s2.d, s3.d, s4.d)),
  );
}
