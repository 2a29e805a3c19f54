//===- TfliteDialect.cpp - The tflite dialect -----------------------------===//

#include "dialects/Tflite/IR/TfliteDialect.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sinter::tflite;

#include "dialects/Tflite/IR/TfliteDialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Tflite/IR/TfliteTypes.cpp.inc"

void TfliteDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Tflite/IR/TfliteTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Tflite/IR/TfliteOps.cpp.inc"
      >();
}

Type sinter::tflite::getStorageElementType(Type element) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    element = quantized.getStorageType();
  auto integer = dyn_cast<IntegerType>(element);
  return integer ? IntegerType::get(element.getContext(), integer.getWidth()) : element;
}
