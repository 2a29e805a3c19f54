// The smallest model: the absolute value of one number.
//
//   sinter-compile samples/abs/abs.mlir -o abs.sinter
//   sinter-run abs.sinter --function=abs --input=f32=-2        prints f32=2

func.func @abs(%x: tensor<f32>) -> tensor<f32> {
  %y = math.absf %x : tensor<f32>
  return %y : tensor<f32>
}
