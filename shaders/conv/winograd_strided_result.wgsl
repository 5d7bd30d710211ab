// y = activate(A^T m A + bias), the 4 x 4 pixels of tile first + t of channel c of y, as far as they are inside
// of the image; m[p, t, c] the sums: 16 at finite points, 4 in the column and 4 in the row at infinity, and one
// at infinity in both; the op appends winograd_strided, winograd_tiles and activate

// Invocations of a workgroup, which takes a tile.
override LANES: u32 = 8;
override BIAS: bool = false;

@group(0) @binding(0) var<storage, read> m: array<f32>;
@group(0) @binding(1) var<storage, read> bias: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> u: Uniforms;

// The sums of a column of points, the last one elsewhere.
fn load(at: u32, step: u32, end: u32) -> Four {
  return to_result(Five(m[at], m[at + step], m[at + 2 * step], m[at + 3 * step], m[end]));
}

fn put(row: Line, c0: Line, c1: Line, c2: Line, c3: Line, c: u32, addend: f32, four: Four) {
  if (!row.inside) { return; }
  y[row.start + c0.start + c] = activate(four.a + addend);
  if (c1.inside) { y[row.start + c1.start + c] = activate(four.b + addend); }
  if (c2.inside) { y[row.start + c2.start + c] = activate(four.c + addend); }
  if (c3.inside) { y[row.start + c3.start + c] = activate(four.d + addend); }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let t = group.y * groups.x + group.x;
  if (t >= u.tiles) { return; }
  let tile = tile_of(t);
  let r0 = row_of(tile, 0); let r1 = row_of(tile, 1);
  let r2 = row_of(tile, 2); let r3 = row_of(tile, 3);
  let c0 = column_of(tile, 0); let c1 = column_of(tile, 1);
  let c2 = column_of(tile, 2); let c3 = column_of(tile, 3);
  let plane = u.tiles * u.channels;
  for (var c = local.x; c < u.channels; c += LANES) {
    let at = t * u.channels + c;
    let s0 = load(at, 4 * plane, at + 20 * plane);
    let s1 = load(at + plane, 4 * plane, at + 21 * plane);
    let s2 = load(at + 2 * plane, 4 * plane, at + 22 * plane);
    let s3 = load(at + 3 * plane, 4 * plane, at + 23 * plane);
    let s4 = load(at + 16 * plane, plane, at + 24 * plane);
    var addend = 0.0;
    if (BIAS) { addend = bias[c]; }
    put(r0, c0, c1, c2, c3, c, addend, to_result(Five(s0.a, s1.a, s2.a, s3.a, s4.a)));
    put(r1, c0, c1, c2, c3, c, addend, to_result(Five(s0.b, s1.b, s2.b, s3.b, s4.b)));
    put(r2, c0, c1, c2, c3, c, addend, to_result(Five(s0.c, s1.c, s2.c, s3.c, s4.c)));
    put(r3, c0, c1, c2, c3, c, addend, to_result(Five(s0.d, s1.d, s2.d, s3.d, s4.d)));
  }
}
