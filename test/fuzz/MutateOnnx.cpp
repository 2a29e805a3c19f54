//===- MutateOnnx.cpp - Models that are wrong in what they say ------------===//

#include "test/fuzz/MutateOnnx.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <onnx/onnx_pb.h>
#include <random>
#include <vector>

namespace {

class Mutation {
public:
  Mutation(onnx::ModelProto &model, unsigned seed) : model(model), random(seed) {}
  void apply();

private:
  size_t below(size_t count) { return random() % count; }
  int64_t telling();
  float tellingFloat();
  void changeAttribute(onnx::NodeProto &node);
  void changeEdge(onnx::NodeProto &node);
  void changeTensor(onnx::TensorProto &tensor);
  void changeType(onnx::ValueInfoProto &value);
  void changeGraph(onnx::GraphProto &graph);

  onnx::ModelProto &model;
  std::mt19937 random;
};

} // namespace

/// A number that code is likely to forget.
int64_t Mutation::telling() {
  const int64_t numbers[] = {0,
                             1,
                             2,
                             3,
                             -1,
                             -2,
                             -5,
                             7,
                             16,
                             255,
                             65536,
                             int64_t(1) << 31,
                             -(int64_t(1) << 31),
                             int64_t(1) << 40,
                             int64_t(1) << 62,
                             std::numeric_limits<int64_t>::max(),
                             std::numeric_limits<int64_t>::min()};
  return numbers[below(std::size(numbers))];
}

float Mutation::tellingFloat() {
  const float numbers[] = {0, -0.0f, 1, -1, 0.5f, 1e-40f, 3e38f, -3e38f, NAN, INFINITY, -INFINITY};
  return numbers[below(std::size(numbers))];
}

void Mutation::changeAttribute(onnx::NodeProto &node) {
  if (node.attribute_size() == 0)
    return changeEdge(node);
  onnx::AttributeProto &attribute = *node.mutable_attribute(int(below(node.attribute_size())));
  switch (attribute.type()) {
  case onnx::AttributeProto::INT:
    return attribute.set_i(telling());
  case onnx::AttributeProto::FLOAT:
    return attribute.set_f(tellingFloat());
  case onnx::AttributeProto::INTS:
    if (attribute.ints_size() == 0 || below(4) == 0)
      return attribute.add_ints(telling());
    if (below(4) == 0)
      return attribute.mutable_ints()->Truncate(int(below(attribute.ints_size())));
    return attribute.set_ints(int(below(attribute.ints_size())), telling());
  case onnx::AttributeProto::FLOATS:
    if (attribute.floats_size() == 0 || below(4) == 0)
      return attribute.add_floats(tellingFloat());
    return attribute.set_floats(int(below(attribute.floats_size())), tellingFloat());
  case onnx::AttributeProto::TENSOR:
    return changeTensor(*attribute.mutable_t());
  case onnx::AttributeProto::GRAPH:
    return changeGraph(*attribute.mutable_g());
  default:
    node.mutable_attribute()->DeleteSubrange(int(below(node.attribute_size())), 1);
  }
}

void Mutation::changeEdge(onnx::NodeProto &node) {
  bool isInput = node.output_size() == 0 || below(4) != 0;
  auto &names = isInput ? *node.mutable_input() : *node.mutable_output();
  if (names.empty() || below(4) == 0)
    *names.Add() = names.empty() ? "" : names.Get(int(below(names.size())));
  else if (below(3) == 0)
    names.RemoveLast();
  else if (below(2) == 0)
    names.Mutable(int(below(names.size())))->clear();
  else
    names.SwapElements(int(below(names.size())), int(below(names.size())));
}

void Mutation::changeTensor(onnx::TensorProto &tensor) {
  switch (below(5)) {
  case 0:
    if (tensor.dims_size() != 0)
      return tensor.set_dims(int(below(tensor.dims_size())), telling());
    return tensor.add_dims(1);
  case 1:
    // A whole tensor of other dims, so that not only the size is what is wrong.
    for (int64_t &dim : *tensor.mutable_dims())
      dim = int64_t(below(3));
    tensor.clear_raw_data();
    tensor.clear_float_data();
    tensor.clear_int64_data();
    tensor.clear_int32_data();
    return tensor.set_raw_data(std::string(1024, 0).substr(0, below(64)));
  case 2:
    return tensor.set_data_type(int(below(28)));
  default:
    if (tensor.int64_data_size() != 0)
      return tensor.set_int64_data(int(below(tensor.int64_data_size())), telling());
    if (tensor.float_data_size() != 0)
      return tensor.set_float_data(int(below(tensor.float_data_size())), tellingFloat());
    std::string &raw = *tensor.mutable_raw_data();
    if (raw.size() < 8)
      return;
    int64_t number = telling();
    float real = tellingFloat();
    if (tensor.data_type() == onnx::TensorProto::FLOAT)
      std::memcpy(&raw[below(raw.size() / 4) * 4], &real, sizeof(real));
    else
      std::memcpy(&raw[below(raw.size() / 8) * 8], &number, sizeof(number));
  }
}

void Mutation::changeType(onnx::ValueInfoProto &value) {
  auto &tensor = *value.mutable_type()->mutable_tensor_type();
  auto &dims = *tensor.mutable_shape()->mutable_dim();
  switch (below(4)) {
  case 0:
    return tensor.set_elem_type(int(below(28)));
  case 1:
    return dims.Add()->set_dim_value(int64_t(below(3)));
  case 2:
    if (!dims.empty())
      dims.RemoveLast();
    return;
  default:
    if (!dims.empty() && below(3) == 0)
      return dims.Mutable(int(below(dims.size())))->set_dim_param("n");
    if (!dims.empty())
      dims.Mutable(int(below(dims.size())))->set_dim_value(below(2) ? telling() : below(5));
  }
}

void Mutation::changeGraph(onnx::GraphProto &graph) {
  std::vector<int> kinds;
  if (graph.node_size() != 0)
    kinds.insert(kinds.end(), {0, 0, 0, 1});
  if (graph.initializer_size() != 0)
    kinds.push_back(2);
  if (graph.input_size() != 0)
    kinds.insert(kinds.end(), {3, 4});
  switch (kinds.empty() ? -1 : kinds[below(kinds.size())]) {
  case 0:
    return changeAttribute(*graph.mutable_node(int(below(graph.node_size()))));
  case 1:
    return changeEdge(*graph.mutable_node(int(below(graph.node_size()))));
  case 2:
    return changeTensor(*graph.mutable_initializer(int(below(graph.initializer_size()))));
  case 3:
    return changeType(*graph.mutable_input(int(below(graph.input_size()))));
  case 4: {
    // What is an input becomes a constant: much is computed, or must be, when a model is compiled.
    const onnx::ValueInfoProto &input = graph.input(int(below(graph.input_size())));
    onnx::TensorProto &tensor = *graph.add_initializer();
    tensor.set_name(input.name());
    tensor.set_data_type(input.type().tensor_type().elem_type());
    int64_t size = 1;
    for (const auto &dim : input.type().tensor_type().shape().dim()) {
      tensor.add_dims(dim.dim_value());
      size = dim.dim_value() < 0 || dim.dim_value() > 64 ? 0 : size * dim.dim_value() % 4096;
    }
    std::string bytes(size_t(size) * 8, 0);
    for (int64_t i = 0; i < size; ++i) {
      int64_t number = below(3) ? int64_t(below(4)) : telling();
      std::memcpy(&bytes[size_t(i) * 8], &number, sizeof(number));
    }
    if (tensor.data_type() != onnx::TensorProto::INT64 &&
        tensor.data_type() != onnx::TensorProto::DOUBLE)
      bytes.resize(bytes.size() / 2);
    return tensor.set_raw_data(bytes);
  }
  default:
    return;
  }
}

void Mutation::apply() {
  for (size_t i = 0, count = 1 + below(4); i < count; ++i)
    if (below(12) == 0 && model.opset_import_size() != 0)
      model.mutable_opset_import(0)->set_version(int64_t(1 + below(27)));
    else
      changeGraph(*model.mutable_graph());
}

std::optional<std::string> sinter::test::mutateOnnx(const std::string &model, unsigned seed) {
  onnx::ModelProto proto;
  if (!proto.ParseFromString(model))
    return std::nullopt;
  Mutation(proto, seed).apply();
  return proto.SerializeAsString();
}
