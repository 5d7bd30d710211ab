// Y = A^T [(G g G^T) * (B^T d B)] A: 4 x 4 sums of windows g of 3 x 3 over the 6 x 6 elements of d, by 36
// products (Winograd, 1980; Lavin and Gray, 2016), and the adjoint maps; each function is one dimension.
// The polynomials meet at 0, 5/8, -5/8, 3/2, -3/2 and infinity, which keeps the error in f32 at about
// twice that of plain sums, where 0, 1, -1, 2, -2 have four times it; appended to the kernels winograd_*

struct Three { a: f32, b: f32, c: f32 }
struct Four { a: f32, b: f32, c: f32, d: f32 }
struct Six { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32 }

// B^T d
fn of_image(d: Six) -> Six {
  let even = fma(d.c, -2.25, d.e);
  let odd = 0.625 * fma(d.b, -2.25, d.d);
  let other_even = fma(d.c, -0.390625, d.e);
  let other_odd = 1.5 * fma(d.b, -0.390625, d.d);
  return Six(
    fma(d.a, 0.87890625, fma(d.c, -2.640625, d.e)),
    even + odd, even - odd, other_even + other_odd, other_even - other_odd,
    fma(d.b, 0.87890625, fma(d.d, -2.640625, d.f)),
  );
}

// G g
fn of_weight(g: Three) -> Six {
  let even = -0.688403368 * fma(g.c, 0.390625, g.a);
  let odd = -0.430252105 * g.b;
  let other_even = 0.119514473 * fma(g.c, 2.25, g.a);
  let other_odd = 0.179271713 * g.b;
  return Six(
    1.13777781 * g.a, even + odd, even - odd, other_even + other_odd, other_even - other_odd, g.c,
  );
}

// A^T m
fn to_result(m: Six) -> Four {
  let sum = m.b + m.c;
  let difference = m.b - m.c;
  let other_sum = m.d + m.e;
  let other_difference = m.d - m.e;
  return Four(
    m.a + sum + other_sum,
    fma(difference, 0.625, 1.5 * other_difference),
    fma(sum, 0.390625, 2.25 * other_sum),
    fma(difference, 0.244140625, fma(other_difference, 3.375, m.f)),
  );
}

// A y
fn of_result(y: Four) -> Six {
  let even = fma(y.c, 0.390625, y.a);
  let odd = fma(y.d, 0.244140625, 0.625 * y.b);
  let other_even = fma(y.c, 2.25, y.a);
  let other_odd = fma(y.d, 3.375, 1.5 * y.b);
  return Six(y.a, even + odd, even - odd, other_even + other_odd, other_even - other_odd, y.d);
}

// G^T u
fn to_weight(u: Six) -> Three {
  let sum = -0.688403368 * (u.b + u.c);
  let other_sum = 0.119514473 * (u.d + u.e);
  return Three(
    fma(u.a, 1.13777781, sum + other_sum),
    fma(u.b - u.c, -0.430252105, 0.179271713 * (u.d - u.e)),
    fma(sum, 0.390625, fma(other_sum, 2.25, u.f)),
  );
}
