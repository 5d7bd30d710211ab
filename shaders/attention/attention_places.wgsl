// The places of rows and panels, and which weights are dropped; appended to the kernels of attention

// Whether weights are dropped at random.
override DROP: bool = false;

// The panels of keys, values and gradients of y begin at at_keys, at_values, at_slopes; of queries at 0.
struct Uniforms {
  heads: u32,
  size: u32,
  queries: u32,
  keys: u32,
  at_keys: u32,
  at_values: u32,
  at_slopes: u32,
  threshold: u32,
  boost: f32,
  scale: f32,
  block: u32,
}

// A number below every score.
const lowest = -3.0e38;

// The first panel of a head.
fn panels_of(start: u32, n: u32, head: u32, rows: u32) -> u32 {
  return start + (n * u.heads + head) * ((rows + LANES - 1) / LANES) * LANES * u.size;
}

// The first column of a row in its panel; columns follow at a distance of LANES.
fn packed_row(first: u32, i: u32) -> u32 {
  return first + i / LANES * LANES * u.size + i % LANES;
}

// The first column of a head's row in the caller's layout.
fn plain_row(n: u32, head: u32, i: u32, rows: u32) -> u32 {
  return ((n * rows + i) * u.heads + head) * u.size;
}

// The number of a head's query.
fn query_of(n: u32, head: u32, i: u32) -> u32 { return (n * u.heads + head) * u.queries + i; }

// The factor of the weight of a query and a key: 0 where it is dropped.
fn factor_of(query: u32, key: u32) -> f32 {
  if (!DROP) { return 1.0; }
  return factor_at(vec3u(ticket[0], ticket[1], ticket[2]), query * u.keys + key);
}

// The factor of a weight by the ticket and the weight's number.
fn factor_at(words: vec3u, number: u32) -> f32 {
  let word = threefry(words.x, words.y, number, words.z);
  return select(0.0, u.boost, word >= u.threshold);
}
