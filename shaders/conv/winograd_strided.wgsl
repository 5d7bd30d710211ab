// 4 x 4 sums of windows of 3 x 3 at each second pixel, by 81 products of which 25 sums are left; each function is
// one dimension. Pixels 0, 2, ... meet the outer elements of a window, by five products, pixels 1, 3, ... the
// element between, by the first four: F(4, 2) and F(4, 1) of Winograd (1980), with the same sums behind. The
// polynomials meet at 1/2, -1/2, 3/2, -3/2 and infinity, which keeps the error in f32 at about twice that of
// plain sums; appended to the kernels winograd_strided_*

struct Three { a: f32, b: f32, c: f32 }
struct Four { a: f32, b: f32, c: f32, d: f32 }
struct Five { a: f32, b: f32, c: f32, d: f32, e: f32 }
struct Eight { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32 }
// Five of the outer elements, e at infinity, and four of the one between.
struct Nine { a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32, i: f32 }

// B^T d at the finite points.
fn finite(d: Four) -> Four {
  let even = 0.5 * fma(d.a, 2.25, -d.c);
  let odd = fma(d.b, 2.25, -d.d);
  let other_even = 1.5 * fma(d.a, -0.25, d.c);
  let other_odd = fma(d.b, -0.25, d.d);
  return Four(even + odd, even - odd, other_even + other_odd, other_even - other_odd);
}

// B^T d of neighbours.
fn of_five(d: Five) -> Five {
  let f = finite(Four(d.a, d.b, d.c, d.d));
  return Five(f.a, f.b, f.c, f.d, fma(d.a, 0.5625, fma(d.c, -2.5, d.e)));
}

// B^T d of the pixels of windows, d.a to d.e those that meet outer elements, d.f to d.i those between.
fn of_image(d: Nine) -> Nine {
  let outer = of_five(Five(d.a, d.b, d.c, d.d, d.e));
  let between = finite(Four(d.f, d.g, d.h, d.i));
  return Nine(
    outer.a, outer.b, outer.c, outer.d, outer.e, between.a, between.b, between.c, between.d,
  );
}

// G g
fn of_weight(g: Three) -> Nine {
  let even = 0.5 * g.a;
  let other = 0.166666667 * g.a;
  let odd = 0.25 * g.c;
  let between = 0.5 * g.b;
  let other_between = 0.166666667 * g.b;
  return Nine(
    even + odd, even - odd, other + odd, other - odd, g.c,
    between, between, other_between, other_between,
  );
}

// A^T m
fn to_result(m: Five) -> Four {
  let sum = m.a + m.b;
  let difference = m.a - m.b;
  let other_sum = m.c + m.d;
  let other_difference = m.c - m.d;
  return Four(
    sum + other_sum,
    fma(difference, 0.5, 1.5 * other_difference),
    fma(sum, 0.25, 2.25 * other_sum),
    fma(difference, 0.125, fma(other_difference, 3.375, m.e)),
  );
}

// A y
fn of_result(y: Four) -> Five {
  let even = fma(y.c, 0.25, y.a);
  let odd = fma(y.d, 0.125, 0.5 * y.b);
  let other_even = fma(y.c, 2.25, y.a);
  let other_odd = fma(y.d, 3.375, 1.5 * y.b);
  return Five(even + odd, even - odd, other_even + other_odd, other_even - other_odd, y.d);
}

// A^T m, pixels from left to right: those between come first.
fn to_pixels(m: Nine) -> Eight {
  let outer = to_result(Five(m.a, m.b, m.c, m.d, m.e));
  let between = to_result(Five(m.f, m.g, m.h, m.i, 0.0));
  return Eight(
    between.a, outer.a, between.b, outer.b, between.c, outer.c, between.d, outer.d,
  );
}

// G^T u
fn to_weight(u: Nine) -> Three {
  return Three(
    fma(u.a + u.b, 0.5, 0.166666667 * (u.c + u.d)),
    fma(u.f + u.g, 0.5, 0.166666667 * (u.h + u.i)),
    fma(u.a - u.b + u.c - u.d, 0.25, u.e),
  );
}
