//===- Functions.cpp - Functions that an ONNX model brings along ----------===//
//
// Fields that came after the schema we are built with arrive as unknown ones: the
// defaults of attributes (IR version 9) and overloads (IR version 10).
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/Functions.h"

#include "compiler/Import/ONNX/AttributeImport.h"
#include "compiler/Import/ONNX/NodeOrder.h"

#include <google/protobuf/unknown_field_set.h>

using namespace llvm;

namespace sinter {

constexpr int kNodeOverload = 8, kFunctionDefaults = 11, kFunctionOverload = 13;

/// Returns what a message holds in a field that the schema does not know.
template <typename Message>
static std::vector<StringRef> readUnknown(const Message &message, int number) {
  std::vector<StringRef> values;
  const google::protobuf::UnknownFieldSet &fields = message.unknown_fields();
  for (int i = 0; i < fields.field_count(); ++i)
    if (fields.field(i).number() == number &&
        fields.field(i).type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED)
      values.push_back(fields.field(i).length_delimited());
  return values;
}

template <typename Message>
static std::string makeKey(const Message &message, StringRef name, int overloadField) {
  std::vector<StringRef> overload = readUnknown(message, overloadField);
  // Names hold no zero bytes that would matter.
  return (onnxDomain(message.domain()) + Twine('\0') + name + Twine('\0') +
          (overload.empty() ? StringRef() : overload.back()))
      .str();
}

OnnxFunctions::OnnxFunctions(const ::onnx::ModelProto &model, std::vector<std::string> &problems) {
  for (const ::onnx::FunctionProto &function : model.functions())
    if (!functions.try_emplace(makeKey(function, function.name(), kFunctionOverload), &function)
             .second)
      problems.push_back("function '" + function.name() + "' of domain '" + function.domain() +
                         "' is defined twice");
}

const ::onnx::FunctionProto *OnnxFunctions::find(const ::onnx::NodeProto &node) const {
  return functions.empty() ? nullptr
                           : functions.lookup(makeKey(node, node.op_type(), kNodeOverload));
}

OnnxOpsets OnnxFunctions::getOpsets(const ::onnx::FunctionProto &function,
                                    const OnnxOpsets &outer) {
  OnnxOpsets opsets = outer;
  for (const ::onnx::OperatorSetIdProto &import : function.opset_import())
    opsets[onnxDomain(import.domain())] = import.version();
  return opsets;
}

namespace {
/// Fills the attributes of one call into copies of nodes.
class Expansion {
public:
  Expansion(const ::onnx::FunctionProto &function, const ::onnx::NodeProto &call,
            std::vector<std::string> &problems)
      : prefix(onnxNodeName(call) + "/"), problems(problems) {
    for (StringRef bytes : readUnknown(function, kFunctionDefaults)) {
      ::onnx::AttributeProto attribute;
      if (attribute.ParseFromArray(bytes.data(), int(bytes.size())))
        add(attribute);
    }
    for (const ::onnx::AttributeProto &attribute : call.attribute())
      add(attribute);
  }

  void fill(::onnx::NodeProto &node) {
    node.set_name(prefix + onnxNodeName(node));
    auto &list = *node.mutable_attribute();
    for (int i = 0; i < list.size();)
      if (list[i].ref_attr_name().empty() || replace(list[i], node))
        fillGraphs(list[i++]);
      else
        list.DeleteSubrange(i, 1);
  }

private:
  void add(const ::onnx::AttributeProto &attribute) { attributes[attribute.name()] = attribute; }

  /// Replaces a reference by what it refers to; returns whether there is such an attribute.
  bool replace(::onnx::AttributeProto &reference, const ::onnx::NodeProto &node) {
    auto found = attributes.find(reference.ref_attr_name());
    if (found == attributes.end())
      return false;
    if (onnxAttributeType(found->second) == ::onnx::AttributeProto::GRAPH)
      problems.push_back("node '" + node.name() + "' (" + node.op_type() + "): attribute '" +
                         reference.name() +
                         "' is a subgraph that is passed to a function, which is not supported");
    std::string name = reference.name();
    reference = found->second;
    reference.set_name(name);
    return true;
  }

  void fillGraphs(::onnx::AttributeProto &attribute) {
    if (attribute.has_g())
      for (::onnx::NodeProto &node : *attribute.mutable_g()->mutable_node())
        fill(node);
  }

  const std::string prefix;
  std::vector<std::string> &problems;
  StringMap<::onnx::AttributeProto> attributes;
};
} // namespace

::onnx::GraphProto OnnxFunctions::expand(const ::onnx::FunctionProto &function,
                                         const ::onnx::NodeProto &call,
                                         std::vector<std::string> &problems) {
  Expansion expansion(function, call, problems);
  ::onnx::GraphProto graph;
  *graph.mutable_node() = function.node();
  for (::onnx::NodeProto &node : *graph.mutable_node())
    expansion.fill(node);
  return graph;
}

} // namespace sinter
