// The header tells all that a C program needs to know: names stay apart whatever the model calls
// its tensors, and numbers read back as they are.

// RUN: sinter-compile %s --target=x86-64-v2 --emit=static-library -o %t.a --symbol-prefix=net
// RUN: FileCheck %s < %t.h
// RUN: clang -std=c99 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c %t.h
// RUN: clang++ -std=c++98 -pedantic -Wall -Wextra -Werror -fsyntax-only -x c++ %t.h

// CHECK: #ifndef NET_H_
// CHECK: #error "header.mlir.tmp.a is for x86-64"
// CHECK: typedef char net_is_for_pointers_of_64_bits[sizeof(void *) == 8 ? 1 : -1];
// CHECK: #define NET_WORKSPACE_BYTES 0
// CHECK: #define NET_STATE_BYTES 0
// CHECK: #define NET_STACK_BYTES {{[0-9]+$}}

// CHECK: #define NET_FIRST_INPUT_COUNT 4
// CHECK: #define NET_FIRST_INPUT_INT_VALUE_NAME "int"
// CHECK: #define NET_FIRST_INPUT_INT_VALUE_ELEMENT "i8"
// CHECK: #define NET_FIRST_INPUT_INT_VALUE_DIMS {1, 3}
// CHECK: #define NET_FIRST_INPUT_INT_VALUE_SCALE 0.023529412f
// CHECK: #define NET_FIRST_INPUT_INT_VALUE_ZERO_POINT -3
// CHECK: #define NET_FIRST_INPUT_A_B_0_NAME "a/b:0"
// CHECK: #define NET_FIRST_INPUT_A_B_0_TYPE uint8_t
// CHECK: #define NET_FIRST_INPUT_A_B_0_SCALE 2.0f
// CHECK: #define NET_FIRST_INPUT_A_B_0_2_NAME "A_b_0"
// CHECK: #define NET_FIRST_INPUT_A_B_0_2_RANK 0
// CHECK: #define NET_FIRST_INPUT_A_B_0_2_ELEMENTS 1
// CHECK: #define NET_FIRST_INPUT_A_B_0_2_BYTES 4
// CHECK: #define NET_FIRST_INPUT_T3D_NAME "3d \042\077\077/\134 \303\251"
// CHECK: #define NET_FIRST_INPUT_T3D_AXIS 1
// CHECK: #define NET_FIRST_INPUT_T3D_SCALES {0.5f, 1e-05f}
// CHECK: #define NET_FIRST_INPUT_T3D_ZERO_POINTS {0, 0}
// CHECK: struct net_first_inputs {
// CHECK-NEXT: const int8_t *int_value;
// CHECK-NEXT: const uint8_t *a_b_0;
// CHECK-NEXT: const float *A_b_0_2;
// CHECK-NEXT: const int8_t *t3d;
// CHECK-NEXT: };
// CHECK: struct net_first_io {
// CHECK-NEXT: struct net_first_inputs inputs;
// CHECK-NEXT: struct net_first_outputs outputs;

// A function without inputs has no structure of them.
// CHECK: #define NET_SECOND_INPUT_COUNT 0
// CHECK-NOT: net_second_inputs
// CHECK: struct net_second_io {
// CHECK-NEXT: struct net_second_outputs outputs;
// CHECK-NEXT: };

// CHECK: #define net_first_run net_first_run_matching_header_[[TAG:[0-9a-f]+]]
// CHECK-NEXT: #define net_second_run net_second_run_matching_header_[[TAG]]
// CHECK: int32_t net_first_run(const struct net_first_io *io, void *workspace);
// CHECK: int32_t net_second_run(const struct net_second_io *io, void *workspace);

func.func @first(%int: tensor<1x3xi8> {exec.name = "int", exec.element = !quant.uniform<i8:f32, 0.023529411764705882:-3>},
                 %a: tensor<2xi8> {exec.name = "a/b:0", exec.element = !quant.uniform<u8:f32, 2.0>},
                 %b: tensor<f32> {exec.name = "A_b_0"},
                 %c: tensor<1x2xi8> {exec.name = "3d \22??/\\ \C3\A9", exec.element = !quant.uniform<i8:f32:1, {0.5, 1.0e-5}>})
    -> (tensor<1x3xi8>, tensor<2xi8>, tensor<f32>, tensor<1x2xi8>) {
  %0 = arith.addi %int, %int : tensor<1x3xi8>
  %1 = arith.addi %a, %a : tensor<2xi8>
  %2 = arith.addf %b, %b : tensor<f32>
  %3 = arith.addi %c, %c : tensor<1x2xi8>
  return %0, %1, %2, %3 : tensor<1x3xi8>, tensor<2xi8>, tensor<f32>, tensor<1x2xi8>
}

func.func @second() -> tensor<2xf32> {
  %0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
