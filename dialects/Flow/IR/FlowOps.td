//===- FlowOps.td - Operations of the flow dialect ---------*- tablegen -*-===//
//
// The flow dialect cuts a model function into dispatches: groups of tensor
// operations that one kernel computes.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_FLOW_IR_FLOWOPS_TD
#define DIALECTS_FLOW_IR_FLOWOPS_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def FlowDialect : Dialect {
  let name = "flow";
  let summary = "Cuts of a model function into dispatches";
  let cppNamespace = "::sinter::flow";
}

class Flow_Op<string mnemonic, list<Trait> traits = []>
    : Op<FlowDialect, mnemonic, traits>;

def RegionOp : Flow_Op<"region", [SingleBlock, Pure]> {
  let summary = "Tensor operations that become one dispatch";
  let description = [{
    The body may use any value from above; outlining turns those values into
    arguments. `root` names the kind of the operation that decides how code is
    generated.

    ```mlir
    %y = flow.region "matmul" -> tensor<4x8xf32> {
      ...
      flow.yield %t : tensor<4x8xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$root);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$root (`->` type($results)^)? $body attr-dict";
  let hasVerifier = 1;
}

def YieldOp : Flow_Op<"yield", [Pure, Terminator, HasParent<"RegionOp">]> {
  let summary = "Results of a region";
  let arguments = (ins Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def DispatchOp : Flow_Op<"dispatch", [Pure]> {
  let summary = "Compute tensors with an outlined dispatch function";
  let description = [{
    `dispatch` names a private function of the module with the attribute
    `flow.root`; its arguments and results are those of this operation.

    ```mlir
    %y = flow.dispatch @dispatch_0_matmul(%x, %w)
       : (tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$dispatch, Variadic<AnyRankedTensor>:$inputs);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat =
      "$dispatch `(` $inputs `)` attr-dict `:` functional-type($inputs, $results)";
}

#endif // DIALECTS_FLOW_IR_FLOWOPS_TD
