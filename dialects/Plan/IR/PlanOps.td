//===- PlanOps.td - Operations of the plan dialect ---------*- tablegen -*-===//
//
// The plan dialect says where each buffer lives: at a fixed byte offset of the
// workspace or of the constants, which the caller of the program provides.
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

#endif // DIALECTS_PLAN_IR_PLANOPS_TD
