//===- TfliteOps.td - Operations of the tflite dialect -----*- tablegen -*-===//
//
// One generic operation holds any operator of a TFLite model, so that import is
// total: what an operator means, and whether we support it, is decided by the
// conversions. Types say how values are quantized, in upstream's words.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_TFLITE_IR_TFLITEOPS_TD
#define DIALECTS_TFLITE_IR_TFLITEOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TfliteDialect : Dialect {
  let name = "tflite";
  let summary = "TFLite graphs as they are";
  let cppNamespace = "::sinter::tflite";
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultTypePrinterParser = 1;
}

def OpaqueType : TypeDef<TfliteDialect, "Opaque"> {
  let mnemonic = "opaque";
  let summary = "A value whose element type we cannot represent";
  let description = [{
    Strings, resources, variants, complex numbers and others that compiled modules
    do not have: `!tflite.opaque<"STRING">` names the element type as the format
    does.
  }];
  let parameters = (ins StringRefParameter<"element type of the format">:$element);
  let assemblyFormat = "`<` $element `>`";
}

class Tflite_Op<string mnemonic, list<Trait> traits = []>
    : Op<TfliteDialect, mnemonic, traits>;

def NodeOp : Tflite_Op<"node", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "One operator of a TFLite graph";
  let description = [{
    `op_type` is the operator's name in the format, `"CUSTOM:name"` for a custom one,
    and `version` the version of its meaning. `options` holds the fields of its
    options by their names in the format, with the format's defaults where the model
    leaves them out: numbers as i8 to i64, f32 or bool, enumerators as strings,
    vectors of numbers as dense arrays. Fields that number a subgraph name its
    function instead. Types of an operator's internal tensors are `intermediates`.

    The location is the name of the first result. An optional input that is left out
    is a `tflite.none`. Results have the types that the model tells; a result whose
    shape the model cannot know is an unranked tensor.

    ```mlir
    %y = tflite.node "CONV_2D"(%x, %w, %b) {padding = "SAME", stride_h = 1 : i32, stride_w = 1 : i32}
       version 3 : (tensor<1x8x8x3x!q>, tensor<4x3x3x3x!w>, tensor<4x!b>) -> tensor<1x8x8x4x!q>
    ```
  }];
  let arguments = (ins StrAttr:$op_type, Variadic<AnyType>:$inputs, DictionaryAttr:$options,
                       I32Attr:$version);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = [{
    $op_type `(` $inputs `)` $options `version` $version attr-dict
    `:` functional-type($inputs, $results)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Says whether the operator is a custom one.
    bool isCustom();

    /// Returns the option `name`, or null if the operator has none such.
    ::mlir::Attribute getOption(::llvm::StringRef name) { return getOptions().get(name); }
  }];
}

def ConstantOp : Tflite_Op<"constant", [Pure]> {
  let summary = "A tensor that the model stores";
  let description = [{
    `value` holds the elements as they are stored, as signless integers where the
    result is quantized or unsigned.

    ```mlir
    %w = tflite.constant dense<[1, -2]> : tensor<2xi8> as tensor<2x!quant.uniform<i8:f32, 0.5>>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$value attr-dict `` custom<ResultType>(ref($value), type($result))";
  let hasVerifier = 1;
}

def UnsupportedOp : Tflite_Op<"unsupported", [Pure]> {
  let summary = "A stored tensor that we cannot represent";
  let description = [{
    It stands for the tensor of its location, so that a model which does not need
    the tensor compiles, and one that does is refused by its name. `problem`
    completes "tensor 'x' ...".

    ```mlir
    %t = tflite.unsupported "is sparse, which is not supported; store it dense" : tensor<8x8xf32>
    ```
  }];
  let arguments = (ins StrAttr:$problem);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$problem attr-dict `:` type($result)";
}

def NoneOp : Tflite_Op<"none", [Pure]> {
  let summary = "An optional input that the node leaves out";
  let results = (outs NoneType:$result);
  let assemblyFormat = "attr-dict";
  let builders = [OpBuilder<(ins), [{ $_state.addTypes($_builder.getNoneType()); }]>];
}

#endif // DIALECTS_TFLITE_IR_TFLITEOPS_TD
