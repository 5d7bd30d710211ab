// ticket = state = [key, key, counter]; then the counter moves on

@group(0) @binding(0) var<storage, read_write> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> ticket: array<u32>;

@compute @workgroup_size(1)
fn main() {
  ticket[0] = state[0];
  ticket[1] = state[1];
  ticket[2] = state[2];
  state[2] += 1u;
}
