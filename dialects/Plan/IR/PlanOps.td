//===- PlanOps.td - Operations of the plan dialect ---------*- tablegen -*-===//
//
// The plan dialect says where each buffer lives: at a fixed byte offset of the
// workspace, of the constants or of the state, which the caller of the program provides.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_PLAN_IR_PLANOPS_TD
#define DIALECTS_PLAN_IR_PLANOPS_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def PlanDialect : Dialect {
  let name = "plan";
  let summary = "Static placement of buffers";
  let cppNamespace = "::sinter::plan";
}

class Plan_Op<string mnemonic, list<Trait> traits = []>
    : Op<PlanDialect, mnemonic, traits>;

def Plan_Bytes : MemRefRankOf<[I8], [1]>;

def SliceOp : Plan_Op<"slice", [Pure]> {
  let summary = "View part of a byte buffer as a buffer";
  let description = [{
    Reinterprets the bytes that start at `offset` as a buffer of the result type.

    ```mlir
    %a = plan.slice %workspace[64] : memref<256xi8> to memref<4x4xf32>
    ```
  }];
  let arguments = (ins Plan_Bytes:$source,
                       ConfinedAttr<I64Attr, [IntNonNegative]>:$offset);
  let results = (outs StaticShapeMemRefOf<[AnyType]>:$buffer);
  let assemblyFormat =
      "$source `[` $offset `]` attr-dict `:` type($source) `to` type($buffer)";
  let hasVerifier = 1;
}

def ConstantOp : Plan_Op<"constant"> {
  let summary = "Bytes of the constants segment";
  let description = [{
    Stands at module level. The elements of `value` lie dense, row-major and
    little endian at byte `offset` of the constants segment.

    ```mlir
    plan.constant 64 = dense<1.0> : tensor<4xf32>
    ```
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$offset, ElementsAttr:$value);
  let assemblyFormat = "$offset `=` $value attr-dict";
}

def VariableOp : Plan_Op<"variable"> {
  let summary = "Bytes of the state";
  let description = [{
    Stands at module level. The variable `name` lies at byte `offset` of the state, dense,
    row-major and little endian; `value` is what it holds at first. If `constants` is given,
    the bytes of that value lie there in the constants segment; else it is a splat.

    ```mlir
    plan.variable "count" 0 = dense<0> : tensor<1xi64>
    plan.variable "window" 64 = dense<[1, 2]> : tensor<2xi8> constants 128
    ```
  }];
  let arguments = (ins StrAttr:$name, ConfinedAttr<I64Attr, [IntNonNegative]>:$offset,
                       ElementsAttr:$value,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntNonNegative]>>:$constants);
  let assemblyFormat = "$name $offset `=` $value (`constants` $constants^)? attr-dict";
  let hasVerifier = 1;
}

#endif // DIALECTS_PLAN_IR_PLANOPS_TD
