//===- CTensors.cpp - Inputs and outputs in C -----------------------------===//

#include "compiler/Package/CTensors.h"

#include "compiler/Package/CNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <charconv>

using namespace sinter;
using llvm::StringRef;
using schema::ElementType;

namespace {
struct ElementInC {
  StringRef type;
  unsigned bytes;
};
} // namespace

/// Half precision is not in C99: programs get its bits.
static ElementInC getElement(ElementType type) {
  switch (type) {
  case ElementType::f16:
  case ElementType::bf16:
  case ElementType::u16:
    return {"uint16_t", 2};
  case ElementType::f32:
    return {"float", 4};
  case ElementType::f64:
    return {"double", 8};
  case ElementType::i8:
    return {"int8_t", 1};
  case ElementType::i16:
    return {"int16_t", 2};
  case ElementType::i32:
    return {"int32_t", 4};
  case ElementType::i64:
    return {"int64_t", 8};
  case ElementType::u8:
  case ElementType::bool_:
    return {"uint8_t", 1};
  case ElementType::u32:
    return {"uint32_t", 4};
  case ElementType::u64:
    return {"uint64_t", 8};
  default:
    llvm_unreachable("no element of a described module has this type");
  }
}

/// Returns the shortest decimal number that reads back as `value`.
static std::string printFloat(float value) {
  char buffer[32];
  std::string text(buffer, std::to_chars(buffer, std::end(buffer), value).ptr);
  bool isWhole = text.find_first_of(".e") == std::string::npos;
  return text + (isWhole ? ".0f" : "f");
}

/// Returns a list as it stands between braces.
template <typename T, typename Print> static std::string printList(const T &values, Print print) {
  return "{" + llvm::join(llvm::map_range(values, print), ", ") + "}";
}

namespace {
class TensorPrinter {
public:
  TensorPrinter(const FunctionNames &names, llvm::raw_ostream &os) : names(names), os(os) {}

  /// Prints the tensors of one direction, which lie at `offsets` if there are any; returns the
  /// lines of their structure.
  std::string print(StringRef kind, const std::vector<std::unique_ptr<schema::TensorT>> &tensors,
                    llvm::ArrayRef<int64_t> offsets, StringRef constness) {
    std::string lines;
    CScope scope;
    os << "#define " << names.macro << "_" << kind.upper() << "_COUNT " << tensors.size() << "\n\n";
    for (auto [index, tensor] : llvm::enumerate(tensors)) {
      std::string field = scope.add(tensor->name);
      macro = names.macro + "_" + kind.upper() + "_" + StringRef(field).upper();
      os << "/* " << (kind == "input" ? "Input " : "Output ") << index << ". */\n";
      printMacros(*tensor);
      if (!offsets.empty())
        define("OFFSET", llvm::Twine(offsets[index]));
      os << "\n";
      StringRef type = getElement(tensor->element_type).type;
      lines += ("  " + constness + type + " *" + field + ";\n").str();
    }
    return lines;
  }

private:
  void define(StringRef name, const llvm::Twine &value) {
    os << "#define " << macro << "_" << name << " " << value << "\n";
  }

  void printMacros(const schema::TensorT &tensor) {
    uint64_t elements = 1;
    for (int64_t dim : tensor.dims)
      elements *= dim;
    ElementInC element = getElement(tensor.element_type);
    define("NAME", makeCString(tensor.name));
    define("TYPE", element.type);
    define("ELEMENT", makeCString(schema::EnumNameElementType(tensor.element_type)));
    define("RANK", llvm::Twine(tensor.dims.size()));
    if (!tensor.dims.empty())
      define("DIMS", printList(tensor.dims, [](int64_t dim) { return std::to_string(dim); }));
    define("ELEMENTS", llvm::Twine(elements));
    define("BYTES", llvm::Twine(elements * element.bytes));
    if (tensor.quantization)
      printQuantization(*tensor.quantization);
  }

  /// Where there is one scale for all elements it is a number, else a list.
  void printQuantization(const schema::QuantizationT &quantization) {
    auto printZero = [](int64_t zero) { return std::to_string(zero); };
    if (quantization.axis < 0) {
      define("SCALE", printFloat(quantization.scales.front()));
      define("ZERO_POINT", printZero(quantization.zero_points.front()));
      return;
    }
    define("AXIS", llvm::Twine(quantization.axis));
    define("SCALES", printList(quantization.scales, printFloat));
    define("ZERO_POINTS", printList(quantization.zero_points, printZero));
  }

  const FunctionNames &names;
  llvm::raw_ostream &os;
  std::string macro; // what those of the current tensor begin with
};
} // namespace

void sinter::printTensors(const schema::FunctionT &function, const FunctionNames &names,
                          llvm::ArrayRef<int64_t> offsets, llvm::raw_ostream &os) {
  os << "/* Inputs and outputs of " << names.symbol
     << "_run: dense, row-major. Where there is a SCALE, a stored number stands for\n"
        "   SCALE * (stored - ZERO_POINT). */\n";
  TensorPrinter printer(names, os);
  std::string inputs =
      printer.print("input", function.inputs, offsets.take_front(function.inputs.size()), "const ");
  std::string outputs =
      printer.print("output", function.outputs, offsets.take_back(function.outputs.size()), "");
  if (!offsets.empty()) {
    os << "/* Inputs and outputs lie in the workspace, OFFSET bytes from its begin. Write inputs "
          "before each\n   call, which overwrites them; outputs are there until the next call of "
          "any model. */\n\n";
    return;
  }
  std::string both;
  auto printStructure = [&](StringRef kind, StringRef lines) {
    if (lines.empty())
      return; // C has no empty structures
    os << "struct " << names.symbol << "_" << kind << " {\n" << lines << "};\n\n";
    both += ("  struct " + llvm::Twine(names.symbol) + "_" + kind + " " + kind + ";\n").str();
  };
  os << "/* Addresses, each aligned to its element type. Outputs overlap nothing. */\n";
  printStructure("inputs", inputs);
  printStructure("outputs", outputs);
  os << "struct " << names.symbol << "_io {\n"
     << (both.empty() ? "  void *nothing;\n" : both) << "};\n\n";
}
