//===- ExecOps.td - Operations of the exec dialect ---------*- tablegen -*-===//
//
// The exec dialect says what the outside sees of a program and how its parts
// call one another: exported functions, the machine the code is for, and the
// call of a dispatch with its grid of workgroups.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_EXEC_IR_EXECOPS_TD
#define DIALECTS_EXEC_IR_EXECOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def ExecDialect : Dialect {
  let name = "exec";
  let summary = "Exports, machines and dispatch calls";
  let cppNamespace = "::sinter::exec";
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultAttributePrinterParser = 1;
}

class Exec_Op<string mnemonic, list<Trait> traits = []>
    : Op<ExecDialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

def MachineAttr : AttrDef<ExecDialect, "Machine"> {
  let mnemonic = "machine";
  let summary = "What code generation needs to know of a CPU";
  let description = [{
    Attached to the module as `exec.machine`. Passes read the machine from here;
    they never ask LLVM's target. Sizes are in bytes; a cache of size 0 is absent.
    `vectorBits` is 0 on scalar cores. `dotProduct` names the instruction that
    multiplies narrow integers in groups and adds each group to a lane of 32 bits:
    `vpdpbusd` takes groups of four bytes, unsigned by signed, `sdot` four of one sign, `usdot` both,
    `pmaddwd` groups of two 16-bit numbers, `smlad` the same in an integer register;
    `vmladava` adds the products of a whole vector of bytes to an integer register;
    empty if there is none that we use. Vectors compute with elements of up to `laneBits`.
    `vectorGroup` registers that follow one another serve as one operand, if an instruction asks
    for that.

    ```mlir
    #exec.machine<triple = "x86_64-unknown-linux-elf", cpu = "znver4", features = "+avx512f",
                  vectorBits = 512, vectorRegisters = 32, indexBits = 64, hasFma = true,
                  l1Bytes = 32768, l2Bytes = 1048576, threads = 8, dotProduct = "vpdpbusd">
    ```
  }];
  let parameters = (ins
    StringRefParameter<"LLVM target triple">:$triple,
    StringRefParameter<"LLVM CPU name">:$cpu,
    StringRefParameter<"LLVM feature string: +a,-b">:$features,
    StringRefParameter<"LLVM name of the calling convention, where a triple has several", [{""}]>:$abi,
    DefaultValuedParameter<"int64_t", "0">:$vectorBits,
    DefaultValuedParameter<"int64_t", "16">:$vectorRegisters,
    DefaultValuedParameter<"int64_t", "64">:$indexBits,
    DefaultValuedParameter<"bool", "false">:$hasFma,
    DefaultValuedParameter<"int64_t", "0">:$l1Bytes,
    DefaultValuedParameter<"int64_t", "0">:$l2Bytes,
    DefaultValuedParameter<"int64_t", "1">:$threads,
    StringRefParameter<"instruction for sums of integer products", [{""}]>:$dotProduct,
    DefaultValuedParameter<"int64_t", "64">:$laneBits,
    DefaultValuedParameter<"int64_t", "1">:$vectorGroup
  );
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// The name of the module attribute that holds the machine.
    static constexpr ::llvm::StringLiteral kName = "exec.machine";

    /// Returns the machine of the module that holds `op`, or a scalar machine
    /// with 16 registers when the module names none.
    static MachineAttr get(::mlir::Operation *op);
    using Base::get;

    /// Return the sizes of the caches, usual ones where they are unknown: for choices that
    /// need some number.
    int64_t getUsualL1Bytes() const { return getL1Bytes() ? getL1Bytes() : 32 << 10; }
    int64_t getUsualL2Bytes() const { return getL2Bytes() ? getL2Bytes() : 1 << 20; }

    /// Says whether memory is worth more than time: a small core without a second cache.
    bool isMicrocontroller() const { return getIndexBits() == 32 && getL2Bytes() == 0; }

    /// Returns how many values of `type` fill a vector register; at least 1.
    int64_t getLanes(::mlir::Type type) const;
  }];
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

def ExportOp : Exec_Op<"export"> {
  let summary = "A model function that callers can see";
  let description = [{
    Describes function `name` to callers, by tensor types in signature order;
    unsigned and quantized element types are written as such (`ui8`,
    `!quant.uniform<i8:f32, 0.5:3>`). It outlives the
    function's own signature, which changes from tensors to buffers to a frame
    pointer. `workspace` (bytes) is known after planning. The position among the
    exports is the function's ordinal.

    ```mlir
    exec.export "main" inputs ["x" : tensor<1x4xf32>] outputs ["y" : tensor<1x2xf32>] workspace 256
    ```
  }];
  let arguments = (ins StrAttr:$name,
                       StrArrayAttr:$input_names, TypeArrayAttr:$input_types,
                       StrArrayAttr:$output_names, TypeArrayAttr:$output_types,
                       OptionalAttr<I64Attr>:$workspace);
  let assemblyFormat = [{
    $name `inputs` custom<Signature>($input_names, $input_types)
    `outputs` custom<Signature>($output_names, $output_types)
    (`workspace` $workspace^)? attr-dict
  }];
  let hasVerifier = 1;
}

def CallOp : Exec_Op<"call"> {
  let summary = "Run all workgroups of a dispatch on buffers";
  let description = [{
    Calls the dispatch function `dispatch` with the buffers in its signature's
    order. How many workgroups run is an attribute of that function
    (`exec.workgroups`), chosen by code generation. Returns when all have
    finished. `nodes` and `writes` are those of `exec.step`.

    ```mlir
    exec.call @dispatch_0_conv(%x, %w, %y) nodes ["conv1"] writes [0, 16] : memref<4xf32>, memref<4xf32>, memref<4xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$dispatch, Variadic<AnyMemRef>:$buffers,
                       StrArrayAttr:$nodes, DenseI64ArrayAttr:$writes);
  let assemblyFormat = [{
    $dispatch `(` $buffers `)` `nodes` $nodes `writes` $writes attr-dict (`:` type($buffers)^)?
  }];
}

def WorkgroupIdOp : Exec_Op<"workgroup_id", [Pure]> {
  let summary = "Index of the running workgroup, from 0 to `exec.workgroups` - 1";
  let results = (outs Index:$id);
  let assemblyFormat = "attr-dict";
  let builders = [OpBuilder<(ins), [{ $_state.addTypes($_builder.getIndexType()); }]>];
}

def SizeOp : Exec_Op<"size", [Pure]> {
  let summary = "A size that the dims of the call decide";
  let description = [{
    Stands for a product of symbolic dims, written as the size that their witnesses give
    (`exec.dims` of the module). No pass may compute with that number.

    ```mlir
    %rows = exec.size 1907508
    ```
  }];
  let arguments = (ins I64Attr:$value);
  let results = (outs Index:$size);
  let assemblyFormat = "$value attr-dict";
  let builders = [OpBuilder<(ins "int64_t":$value), [{
    build($_builder, $_state, $_builder.getIndexType(), $_builder.getI64IntegerAttr(value));
  }]>];
}

def SetDimOp : Exec_Op<"set_dim"> {
  let summary = "Decide a dimension by what has been computed";
  let description = [{
    From here on dim `dim` of `exec.dims` is the number that `count` holds, which has one element;
    no less than 0, and no more than the dim's bound. Calls that need the dim come behind.

    ```mlir
    exec.set_dim 1 = %count : tensor<1xi64>
    ```
  }];
  let arguments = (ins I64Attr:$dim, AnyShaped:$count);
  let assemblyFormat = "$dim `=` $count attr-dict `:` type($count)";
  let hasVerifier = 1;
}

def WinogradConvOp : Exec_Op<"winograd_conv",
    [DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "3x3 convolution of stride 1 by the method of Winograd";
  let description = [{
    Computes `tile` x `tile` results at a time from (tile + 2) x (tile + 2) pixels,
    by as many matrix products over channels as a tile has pixels. `input`
    (NHWC) holds its padding; `weights` are transformed and lie in panels of output
    channels, [pixels, channels / panel, input channels, panel].

    Tile rows go through in blocks of `rows`, and the blocks of all images are
    shared by as many workgroups as the first dimension of `pixels` and
    `products` says: they hold a block's transformed pixels and products,
    [workgroups, pixels, tiles, channels], and mean nothing afterwards. `tiles` may
    exceed those of a block.

    ```mlir
    %r:3 = exec.winograd_conv tile 2 rows 1 ins(%x, %w : tensor<1x6x6x8xf32>, tensor<16x1x8x8xf32>)
        outs(%y, %v, %p : tensor<1x4x4x8xf32>, tensor<2x16x2x8xf32>, tensor<2x16x2x8xf32>)
        -> tensor<1x4x4x8xf32>, tensor<2x16x2x8xf32>, tensor<2x16x2x8xf32>
    ```
  }];
  let arguments = (ins I64Attr:$tile, I64Attr:$rows,
                       AnyShaped:$input, AnyShaped:$weights,
                       AnyShaped:$output, AnyShaped:$pixels, AnyShaped:$products);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `tile` $tile `rows` $rows `ins` `(` $input `,` $weights `:` type($input) `,` type($weights) `)`
    `outs` `(` $output `,` $pixels `,` $products `:` type($output) `,` type($pixels) `,`
    type($products) `)` attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return ::mlir::MutableOperandRange(*this, /*start=*/2, /*length=*/3);
    }
  }];
}

def StepOp : Exec_Op<"step"> {
  let summary = "One dispatch call of a model function, for reports and profiles";
  let description = [{
    Stands at module level; the position among the steps is the number that the
    trace hook gets. `writes` holds pairs of offset and size: the bytes of the
    workspace that the call writes.

    ```mlir
    exec.step "main" calls @dispatch_0_conv nodes ["conv1", "relu1"] writes [0, 4096]
    ```
  }];
  let arguments = (ins StrAttr:$function, FlatSymbolRefAttr:$dispatch,
                       StrArrayAttr:$nodes, DenseI64ArrayAttr:$writes);
  let assemblyFormat = [{
    $function `calls` $dispatch `nodes` $nodes `writes` $writes attr-dict
  }];
}

#endif // DIALECTS_EXEC_IR_EXECOPS_TD
