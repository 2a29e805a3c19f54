// Results do not depend on the order of dispatches or on threads: four branches of one input,
// large enough to be cut among threads, are joined again.

// RUN: sinter-compile %s -o %t.memory.sinter --schedule=min-peak-memory --report-json=%t.memory.json
// RUN: sinter-compile %s -o %t.waves.sinter --schedule=max-concurrency --report-json=%t.waves.json
// RUN: sinter-run %t.memory.sinter --input=256x256xf32=0.5 --output=@%t.expected.npy
// RUN: sinter-run %t.memory.sinter --input=256x256xf32=0.5 --expected-output=@%t.expected.npy --atol=0 --device=local-task --threads=3
// RUN: sinter-run %t.waves.sinter --input=256x256xf32=0.5 --expected-output=@%t.expected.npy --atol=0
// RUN: sinter-run %t.waves.sinter --input=256x256xf32=0.5 --expected-output=@%t.expected.npy --atol=0 --device=local-task --threads=2
// RUN: sinter-run %t.waves.sinter --input=256x256xf32=0.5 --expected-output=@%t.expected.npy --atol=0 --device=local-task --threads=8

// What runs at once is alive at once.
// RUN: %python -c "import json; m, w = (json.load(open('%t.' + s + '.json'))['functions'][0] for s in ('memory', 'waves')); assert m['workspace_bytes'] < w['workspace_bytes'], (m, w); assert m['live_bytes'] <= m['workspace_bytes'] <= 1.05 * m['live_bytes'] and w['workspace_bytes'] <= 1.05 * w['live_bytes'], (m, w)"

func.func @main(%input: tensor<256x256xf32>) -> tensor<256x256xf32> {
  %empty = tensor.empty() : tensor<256x256xf32>
  // Elements of many values, so that no two branches are alike.
  %x = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%input : tensor<256x256xf32>) outs(%empty : tensor<256x256xf32>) {
  ^bb0(%value: f32, %out: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %product = arith.muli %i, %j : index
    %eleven = arith.constant 11 : index
    %rest = arith.remui %product, %eleven : index
    %integer = arith.index_cast %rest : index to i32
    %number = arith.sitofp %integer : i32 to f32
    %scale = arith.constant 0.0625 : f32
    %scaled = arith.mulf %number, %scale : f32
    %sum = arith.addf %value, %scaled : f32
    linalg.yield %sum : f32
  } -> tensor<256x256xf32>
  %zero = arith.constant 0.0 : f32
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  %w = arith.constant dense<0.03125> : tensor<256x256xf32>
  %a = linalg.matmul ins(%x, %w : tensor<256x256xf32>, tensor<256x256xf32>)
                     outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %b = linalg.matmul ins(%w, %x : tensor<256x256xf32>, tensor<256x256xf32>)
                     outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %c = linalg.matmul ins(%x, %x : tensor<256x256xf32>, tensor<256x256xf32>)
                     outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %a2 = linalg.matmul ins(%a, %w : tensor<256x256xf32>, tensor<256x256xf32>)
                      outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %b2 = linalg.matmul ins(%w, %b : tensor<256x256xf32>, tensor<256x256xf32>)
                      outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %ab = linalg.matmul ins(%a2, %b2 : tensor<256x256xf32>, tensor<256x256xf32>)
                      outs(%init : tensor<256x256xf32>) -> tensor<256x256xf32>
  %abc = linalg.add ins(%ab, %c : tensor<256x256xf32>, tensor<256x256xf32>)
                    outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  return %abc : tensor<256x256xf32>
}
