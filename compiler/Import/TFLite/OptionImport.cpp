//===- OptionImport.cpp - Options of .tflite operators --------------------===//
//
// The schema itself, as data, tells which fields the options of an operator have, their
// types and their defaults, so no operator is known here. The verifier has checked the
// tables by the same schema.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/OptionImport.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/tflite_bfbs_generated.h"
#include "mlir/IR/Builders.h"
#include <flatbuffers/reflection_generated.h>

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

namespace {
/// Options as a table, and what the schema says about it.
struct Options {
  const flatbuffers::Table *table;
  const reflection::Object *schema;
};
} // namespace

static const reflection::Schema &getSchema() {
  return *reflection::GetSchema(format::ModelBinarySchema::data());
}

/// Returns what a union of the schema holds as its member `type`, or null.
static const reflection::Object *getMember(const char *unionName, int64_t type) {
  const reflection::Enum *members = getSchema().enums()->LookupByKey(unionName);
  const reflection::EnumVal *member = members ? members->values()->LookupByKey(type) : nullptr;
  if (!member || !member->union_type() ||
      member->union_type()->base_type() != reflection::BaseType::Obj)
    return nullptr;
  return getSchema().objects()->Get(member->union_type()->index());
}

static std::optional<Options> getOptions(const format::Operator &op) {
  auto find = [](const void *table, const char *name, int64_t type) -> std::optional<Options> {
    const reflection::Object *schema = table ? getMember(name, type) : nullptr;
    if (!schema)
      return std::nullopt;
    return Options{static_cast<const flatbuffers::Table *>(table), schema};
  };
  if (auto first = find(op.builtin_options(), "sinter.tflite_format.BuiltinOptions",
                        int64_t(op.builtin_options_type())))
    return first;
  return find(op.builtin_options_2(), "sinter.tflite_format.BuiltinOptions2",
              int64_t(op.builtin_options_2_type()));
}

/// Says whether a field holds the number of a subgraph, or several.
static bool isSubgraph(const reflection::Field &field) {
  StringRef name = textOf(field.name());
  return name == "subgraph" || name == "called_computations" || name.ends_with("subgraph_index") ||
         name.ends_with("subgraph_indices");
}

static const flatbuffers::Vector<int32_t> *getIntegers(const flatbuffers::Table &table,
                                                       const reflection::Field &field) {
  return table.GetPointer<const flatbuffers::Vector<int32_t> *>(field.offset());
}

void visitSubgraphs(const format::Operator &op,
                    llvm::function_ref<void(StringRef, int64_t)> visit) {
  std::optional<Options> options = getOptions(op);
  if (!options)
    return;
  for (const reflection::Field *field : *options->schema->fields()) {
    if (!isSubgraph(*field))
      continue;
    StringRef name = textOf(field->name());
    if (field->type()->base_type() == reflection::BaseType::Vector)
      for (int32_t index : numbers(getIntegers(*options->table, *field)))
        visit(name, index);
    else if (field->type()->base_type() == reflection::BaseType::UInt)
      visit(name, options->table->GetField<uint32_t>(field->offset(), 0));
    else
      visit(name, options->table->GetField<int32_t>(field->offset(), 0));
  }
}

/// Returns the name of an enumerator, or its number if the schema has none such.
static StringAttr getEnumerator(Builder &b, int32_t enumIndex, int64_t value) {
  const reflection::Enum *type = getSchema().enums()->Get(enumIndex);
  const reflection::EnumVal *known = type->values()->LookupByKey(value);
  return b.getStringAttr(known ? textOf(known->name()).str() : std::to_string(value));
}

template <typename T>
static T getNumber(const flatbuffers::Table &table, const reflection::Field &field) {
  return table.GetField<T>(field.offset(), std::is_floating_point_v<T>
                                               ? T(field.default_real())
                                               : T(field.default_integer()));
}

/// Returns a number, an enumerator or a bool.
static Attribute importScalar(Builder &b, const flatbuffers::Table &table,
                              const reflection::Field &field) {
  auto integer = [&](auto value, unsigned width) -> Attribute {
    if (field.type()->index() >= 0)
      return getEnumerator(b, field.type()->index(), int64_t(value));
    return b.getIntegerAttr(b.getIntegerType(width), int64_t(value));
  };
  switch (field.type()->base_type()) {
  case reflection::BaseType::Bool:
    return b.getBoolAttr(getNumber<uint8_t>(table, field) != 0);
  case reflection::BaseType::Byte:
    return integer(getNumber<int8_t>(table, field), 8);
  case reflection::BaseType::Int:
    return integer(getNumber<int32_t>(table, field), 32);
  case reflection::BaseType::UInt:
    return integer(int32_t(getNumber<uint32_t>(table, field)), 32);
  case reflection::BaseType::Long:
    return integer(getNumber<int64_t>(table, field), 64);
  case reflection::BaseType::Float:
    return b.getF32FloatAttr(getNumber<float>(table, field));
  default:
    return {};
  }
}

/// Returns a vector of numbers or enumerators, or null if the file leaves it out.
static Attribute importVector(Builder &b, const flatbuffers::Table &table,
                              const reflection::Field &field) {
  auto pointer = table.GetPointer<const void *>(field.offset());
  if (!pointer)
    return {};
  auto as = [&](auto example) {
    return numbers(static_cast<const flatbuffers::Vector<decltype(example)> *>(pointer));
  };
  switch (field.type()->element()) {
  case reflection::BaseType::Bool: {
    SmallVector<bool> values(llvm::map_range(as(uint8_t()), [](uint8_t v) { return v != 0; }));
    return b.getDenseBoolArrayAttr(values);
  }
  case reflection::BaseType::UByte: {
    ArrayRef<uint8_t> bytes = as(uint8_t());
    return b.getDenseI8ArrayAttr(
        ArrayRef(reinterpret_cast<const int8_t *>(bytes.data()), bytes.size()));
  }
  case reflection::BaseType::Int:
    return b.getDenseI32ArrayAttr(as(int32_t()));
  case reflection::BaseType::UInt: { // enumerators only
    SmallVector<Attribute> names;
    for (uint32_t value : as(uint32_t()))
      names.push_back(getEnumerator(b, field.type()->index(), value));
    return b.getArrayAttr(names);
  }
  case reflection::BaseType::Long:
    return b.getDenseI64ArrayAttr(
        wideNumbers(static_cast<const flatbuffers::Vector<int64_t> *>(pointer)));
  case reflection::BaseType::Float:
    return b.getDenseF32ArrayAttr(as(float()));
  default:
    return {};
  }
}

/// Returns the names of the subgraphs that a field numbers.
static Attribute importSubgraphs(Builder &b, const flatbuffers::Table &table,
                                 const reflection::Field &field,
                                 ArrayRef<FlatSymbolRefAttr> symbols) {
  if (field.type()->base_type() != reflection::BaseType::Vector)
    return symbols[table.GetField<int32_t>(field.offset(), 0)];
  SmallVector<Attribute> names;
  for (int32_t index : numbers(getIntegers(table, field)))
    names.push_back(symbols[index]);
  return b.getArrayAttr(names);
}

NamedAttrList importTfliteOptions(MLIRContext *context, const format::Operator &op,
                                  ArrayRef<FlatSymbolRefAttr> symbols) {
  Builder b(context);
  NamedAttrList result;
  std::optional<Options> options = getOptions(op);
  if (!options)
    return result;
  for (const reflection::Field *field : *options->schema->fields()) {
    if (field->deprecated())
      continue;
    Attribute value;
    if (isSubgraph(*field))
      value = importSubgraphs(b, *options->table, *field, symbols);
    else if (field->type()->base_type() == reflection::BaseType::Vector)
      value = importVector(b, *options->table, *field);
    else if (field->type()->base_type() != reflection::BaseType::String)
      value = importScalar(b, *options->table, *field);
    else if (auto text = options->table->GetPointer<const flatbuffers::String *>(field->offset()))
      value = b.getStringAttr(textOf(text));
    if (value)
      result.set(textOf(field->name()), value);
  }
  return result;
}

} // namespace sinter
