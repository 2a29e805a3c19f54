//===- OnnxOps.td - Operations of the onnx dialect ---------*- tablegen -*-===//
//
// One generic operation holds any ONNX node, so that import is total: what an
// operator means, and whether we support it, is decided by the conversions.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_ONNX_IR_ONNXOPS_TD
#define DIALECTS_ONNX_IR_ONNXOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def OnnxDialect : Dialect {
  let name = "onnx";
  let summary = "ONNX graphs as they are";
  let cppNamespace = "::sinter::onnx";
  let useDefaultTypePrinterParser = 1;
}

def UnknownType : TypeDef<OnnxDialect, "Unknown"> {
  let mnemonic = "unknown";
  let summary = "A value of which the model tells neither element type nor shape";
}

class Onnx_Op<string mnemonic, list<Trait> traits = []>
    : Op<OnnxDialect, mnemonic, traits>;

def NodeOp : Onnx_Op<"node"> {
  let summary = "One node of an ONNX graph";
  let description = [{
    `op_type`, `domain` ("" is ai.onnx) and `opset` (the version of that domain
    which the model imports) select the operator; `node_attributes` holds the node's
    attributes as MLIR attributes: INT i64, FLOAT f32, STRING string, INTS
    array<i64>, FLOATS array<f32>, STRINGS array of strings, TENSOR elements (of
    unsigned element type where the model says so), GRAPH `{graph = 0}`, the number of
    one of the node's regions. An attribute that we cannot represent is a dictionary
    `{unsupported = "is a sparse tensor"}` that says what it holds.
    The node's name is the operation's location. An optional input that is left
    out is an `onnx.none`. A result whose shape the model does not tell is an
    unranked tensor; one of which it tells nothing is `!onnx.unknown`.

    A region holds a subgraph: its inputs are block arguments, its outputs operands
    of `onnx.yield`. Its nodes use values from above as they are.

    ```mlir
    %y = onnx.node "Conv"(%x, %w) {group = 1 : i64} opset 13
       : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<*xf32>
    ```
  }];
  let arguments = (ins StrAttr:$op_type, Variadic<AnyType>:$inputs,
                       DefaultValuedAttr<StrAttr, "\"\"">:$domain, I64Attr:$opset,
                       DictionaryAttr:$node_attributes);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region VariadicRegion<SizedRegion<1>>:$graphs);
  let assemblyFormat = [{
    $op_type `(` $inputs `)` $node_attributes (`domain` $domain^)? `opset` $opset
    (`graphs` $graphs^)? attr-dict `:` functional-type($inputs, $results)
  }];
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$results, "::llvm::StringRef":$op_type,
                                 "::mlir::ValueRange":$inputs, "::llvm::StringRef":$domain,
                                 "int64_t":$opset, "::mlir::DictionaryAttr":$node_attributes)>];
  let extraClassDeclaration = [{
    /// Returns the subgraph that the node's attribute `name` holds, or null.
    ::mlir::Region *getGraph(::llvm::StringRef name);
  }];
}

def YieldOp : Onnx_Op<"yield", [Terminator, ReturnLike, HasParent<"NodeOp">]> {
  let summary = "Outputs of a subgraph";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def NoneOp : Onnx_Op<"none", [Pure]> {
  let summary = "An optional input that the node leaves out";
  let results = (outs NoneType:$result);
  let assemblyFormat = "attr-dict";
  let builders = [OpBuilder<(ins), [{ $_state.addTypes($_builder.getNoneType()); }]>];
}

#endif // DIALECTS_ONNX_IR_ONNXOPS_TD
