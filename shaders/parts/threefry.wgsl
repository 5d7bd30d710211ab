// The first random word of Threefry-2x32 with 20 rounds (Salmon et al., 2011) for a key and a counter

fn turn(x: u32, bits: u32) -> u32 { return (x << bits) | (x >> (32u - bits)); }

// Four rounds with one set of rotations, on x = (left, right).
fn rounds(start: vec2u, a: u32, b: u32, c: u32, d: u32) -> vec2u {
  var x = start;
  x.x += x.y; x.y = turn(x.y, a) ^ x.x;
  x.x += x.y; x.y = turn(x.y, b) ^ x.x;
  x.x += x.y; x.y = turn(x.y, c) ^ x.x;
  x.x += x.y; x.y = turn(x.y, d) ^ x.x;
  return x;
}

fn threefry(k0: u32, k1: u32, c0: u32, c1: u32) -> u32 {
  let k2 = k0 ^ k1 ^ 0x1bd11bdau;
  var x = vec2u(c0 + k0, c1 + k1);
  x = rounds(x, 13u, 15u, 26u, 6u) + vec2u(k1, k2 + 1u);
  x = rounds(x, 17u, 29u, 16u, 24u) + vec2u(k2, k0 + 2u);
  x = rounds(x, 13u, 15u, 26u, 6u) + vec2u(k0, k1 + 3u);
  x = rounds(x, 17u, 29u, 16u, 24u) + vec2u(k1, k2 + 4u);
  x = rounds(x, 13u, 15u, 26u, 6u) + vec2u(k2, k0 + 5u);
  return x.x;
}
