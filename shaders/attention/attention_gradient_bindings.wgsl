// The bindings of attention's gradient kernels, by queries | by keys

@group(0) @binding(0) var<storage, read> packed: array<f32>; // queries, keys, values, gradients of y
@group(0) @binding(1) var<storage, read> a: array<f32>; // keys | queries
@group(0) @binding(2) var<storage, read> b: array<f32>; // y | its gradients
@group(0) @binding(3) var<storage, read> statistics: array<f32>; // log-sum-exp | and mean slopes
@group(0) @binding(4) var<storage, read> lengths: array<u32>;
@group(0) @binding(5) var<storage, read> ticket: array<u32>;
@group(0) @binding(6) var<storage, read_write> da: array<f32>; // of queries | of keys
@group(0) @binding(7) var<storage, read_write> db: array<f32>; // statistics for the other | of values
@group(0) @binding(8) var<uniform> u: Uniforms;
