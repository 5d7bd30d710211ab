// dx[p, c] = dy[m, c] of the window m that has pixel p, if p is its winner, else 0: the gradient of
// pool_max_fours; the op appends pool_fours

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> winner: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

fn take(above: u32, below: u32, at: u32) {
  let slope = dy[at];
  let place = winner[at];
  dx[above] = select(0.0, slope, place == 0);
  dx[above + u.channels] = select(0.0, slope, place == 1);
  dx[below] = select(0.0, slope, place == 2);
  dx[below + u.channels] = select(0.0, slope, place == 3);
}
