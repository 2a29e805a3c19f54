// Real numbers for quantized inputs and outputs, and what the module says of them.

// RUN: sinter-compile %s -o %t.sinter
// RUN: sinter-dump %t.sinter --functions | FileCheck --check-prefix=DUMP %s
// DUMP: negate(x: 6xi8, b: 6xu8) -> (y: 6xi8, b2: 6xu8)
// DUMP-NEXT: x: scale 0.5, zero point 3
// DUMP-NEXT: b: scale 0.25, zero point 128
// DUMP-NEXT: y: scale 0.5, zero point 3

// Ties round away from zero; what does not fit saturates.
// RUN: sinter-run %t.sinter --quantize-io '--input=6xf32=[0 0.25 -0.25 1000 -60 2.3]' --input=6xf64=-31 \
// RUN:   | FileCheck --check-prefix=REAL %s
// REAL: y=6xf32=[0 -0.5 0.5 -62 60 -2.5]
// REAL: b2=6xu8=[4 4 4 4 4 4]

// Values in storage are taken as they are.
// RUN: sinter-run %t.sinter --quantize-io '--input=6xi8=[3 4 2 127 -117 8]' --input=6xu8=4 \
// RUN:   | FileCheck --check-prefix=REAL %s

// RUN: %refuses 1 sinter-run %t.sinter --input=6xf32=0 --input=6xu8=0 | FileCheck --check-prefix=HINT %s
// HINT: input 'x': expected 6xi8, got 6xf32; --quantize-io quantizes it
// RUN: %refuses 1 sinter-run %t.sinter --quantize-io --input=6xf32=0 --input=6xf64=0 --expected-output=y=6xi8=3 \
// RUN:   | FileCheck --check-prefix=EXPECT-REAL %s
// EXPECT-REAL: output 'y': expected 6xi8, got 6xf32; --quantize-io makes it f32: expect real numbers, or leave that option out
// RUN: %refuses 1 sinter-run %t.sinter --input=6xi8=3 --input=6xu8=0 --expected-output=y=6xf32=0 \
// RUN:   | FileCheck --check-prefix=EXPECT-STORED %s
// EXPECT-STORED: output 'y': expected 6xf32, got 6xi8; --quantize-io makes it f32
// RUN: pack-basic %t.plain.sinter
// RUN: %refuses 1 sinter-run %t.plain.sinter --function=abs --quantize-io --input=4xf32=0 | FileCheck --check-prefix=PLAIN %s
// PLAIN: --quantize-io: the function has no quantized input or output

!q = !quant.uniform<i8:f32, 0.5:3>
!u = !quant.uniform<u8:f32, 0.25:128>
func.func @negate(%x: tensor<6xi8> {exec.name = "x", exec.element = !q},
                  %b: tensor<6xi8> {exec.name = "b", exec.element = !u})
    -> (tensor<6xi8> {exec.name = "y", exec.element = !q}, tensor<6xi8> {exec.name = "b2", exec.element = ui8}) {
  %six = arith.constant dense<6> : tensor<6xi8>
  %y = arith.subi %six, %x : tensor<6xi8>
  return %y, %b : tensor<6xi8>, tensor<6xi8>
}
