//===- Value.cpp - Tensors on the command line ----------------------------===//

#include "tools/support/Value.h"
#include "tools/support/Npy.h"
#include <charconv>
#include <cstdio>

using namespace sinter::tools;

/// Reads a type such as "1x4xf32".
static bool parseType(std::string_view text, sinter_element_type_t &type, Dims &dims) {
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    int64_t dim;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), dim);
    if (error != std::errc() || end == text.data() + text.size() || *end != 'x')
      return false;
    dims.push_back(dim);
    text.remove_prefix(size_t(end + 1 - text.data()));
  }
  for (int i = SINTER_F16; i <= SINTER_BOOL; ++i)
    if (text == sinter_element_type_name(sinter_element_type_t(i))) {
      type = sinter_element_type_t(i);
      return dims.size() <= SINTER_MAX_RANK;
    }
  return false;
}

/// Dims may precede letters and a number of bits, or a word that others call a type.
std::string sinter::tools::explainType(std::string_view text) {
  size_t letters = text.find_first_not_of("0123456789x");
  std::string_view word = letters == std::string_view::npos ? "" : text.substr(letters);
  size_t bits = word.find_first_of("0123456789");
  bool isWord = word == "float" || word == "double" || word == "int" || word == "boolean";
  bool isSized = bits != std::string_view::npos && bits > 0 && bits <= 5 &&
                 word.find_first_not_of("0123456789", bits) == std::string_view::npos;
  if (word.empty() || !(isWord || isSized || letters > 1))
    return "";
  std::string names;
  for (int i = SINTER_F16; i <= SINTER_BOOL; ++i) {
    const char *name = sinter_element_type_name(sinter_element_type_t(i));
    if (word == name)
      return "";
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return "; '" + std::string(word) + "' is no element type: those are " + names;
}

NamedText sinter::tools::splitName(std::string_view text) {
  size_t equals = text.find('=');
  sinter_element_type_t type;
  Dims dims;
  if (equals == std::string_view::npos || text[0] == '@')
    return {"", text};
  // An input that is called like a type can still be named: f32=f32=1.
  std::string_view rest = text.substr(equals + 1);
  bool isType = parseType(text.substr(0, equals), type, dims);
  if (isType && (rest.find('=') == std::string_view::npos || rest[0] == '@'))
    return {"", text};
  // A name may itself hold "=": the value is what parses as one.
  for (size_t next = equals; next != std::string_view::npos; next = text.find('=', next + 1)) {
    std::string_view value = text.substr(next + 1);
    dims.clear();
    if (!value.empty() &&
        (value[0] == '@' || parseType(value.substr(0, value.find('=')), type, dims)))
      return {text.substr(0, next), value};
  }
  return {text.substr(0, equals), rest};
}

/// Reads the bytes of a tensor from a file of exactly its size.
static bool readBytes(const std::string &path, Tensor &tensor, std::string &error) {
  std::FILE *file = std::fopen(path.c_str(), "rb");
  if (!file) {
    error = path + ": cannot be opened";
    return false;
  }
  size_t got = std::fread(tensor.data(), 1, tensor.size(), file);
  bool isLonger = std::fgetc(file) != EOF;
  std::fclose(file);
  if (got == tensor.size() && !isLonger)
    return true;
  error = path + ": expected " + std::to_string(tensor.size()) + " bytes for " +
          formatType(tensor) + (isLonger ? ", the file is longer" : ", got " + std::to_string(got));
  return false;
}

/// Reads elements between brackets that are balanced; commas and spaces separate.
static bool parseElements(std::string_view text, Tensor &tensor, std::string &error) {
  const std::string_view separators = " ,[]\t\n";
  uint64_t count = 0;
  int depth = 0;
  for (size_t i = 0; i < text.size();) {
    if (separators.find(text[i]) != std::string_view::npos) {
      depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
      ++i;
      if (depth < 0)
        break;
      continue;
    }
    size_t end = std::min(text.find_first_of(separators, i), text.size());
    std::string_view element = text.substr(i, end - i);
    // The first is read even for an empty tensor, which has room for it.
    if ((count == 0 || count < tensor.count()) && !tensor.set(count, element)) {
      error = "'" + std::string(element) + "' is no " + sinter_element_type_name(tensor.type());
      return false;
    }
    ++count;
    i = end;
  }
  if (depth != 0) {
    error = "brackets do not match";
    return false;
  }
  if (count == tensor.count())
    return true;
  bool isSplat = count == 1 && text.find('[') == std::string_view::npos;
  if (!isSplat) {
    error = "expected " + std::to_string(tensor.count()) + " elements for " + formatType(tensor) +
            ", got " + std::to_string(count);
    return false;
  }
  size_t size = sinter_element_size(tensor.type());
  for (uint64_t i = 1; i < tensor.count(); ++i)
    std::copy(tensor.data(), tensor.data() + size, tensor.data() + i * size);
  return true;
}

std::optional<Tensor> sinter::tools::parseValue(std::string_view text, std::string &error) {
  if (!text.empty() && text[0] == '@')
    return readNpy(std::string(text.substr(1)), error);
  size_t equals = text.find('=');
  sinter_element_type_t type;
  Dims dims;
  if (equals == std::string_view::npos || !parseType(text.substr(0, equals), type, dims)) {
    error = "'" + std::string(text.substr(0, 40)) +
            "' is no value: expected something like 2x3xf32=0, f32=-2 or @file.npy" +
            explainType(text.substr(0, equals));
    return std::nullopt;
  }
  Tensor tensor(type, std::move(dims));
  if (!tensor.isValid()) {
    error = "no memory for " + formatType(tensor);
    return std::nullopt;
  }
  std::string_view content = text.substr(equals + 1);
  bool isRead = !content.empty() && content[0] == '@'
                    ? readBytes(std::string(content.substr(1)), tensor, error)
                    : parseElements(content, tensor, error);
  return isRead ? std::optional<Tensor>(std::move(tensor)) : std::nullopt;
}

static constexpr int64_t edge = 3; ///< Indices shown at each end when eliding.

/// Appends the elements below dimension `dim`, of which the first is `first`.
static void formatElements(const Tensor &tensor, size_t dim, uint64_t first, bool elide,
                           std::string &out) {
  if (dim == tensor.dims().size()) {
    out += tensor.format(first);
    return;
  }
  uint64_t stride = 1;
  for (size_t i = dim + 1; i < tensor.dims().size(); ++i)
    stride *= uint64_t(tensor.dims()[i]);
  bool isInnermost = dim + 1 == tensor.dims().size();
  int64_t size = tensor.dims()[dim];
  out += '[';
  for (int64_t i = 0; i < size; ++i) {
    if (isInnermost && i > 0)
      out += ' ';
    if (elide && size > 2 * edge && i == edge) {
      out += isInnermost ? "..." : " ... ";
      i = size - edge - 1;
      continue;
    }
    formatElements(tensor, dim + 1, first + uint64_t(i) * stride, elide, out);
  }
  out += ']';
}

std::string sinter::tools::formatValue(const Tensor &tensor, uint64_t limit) {
  std::string result = formatType(tensor) + "=";
  formatElements(tensor, 0, 0, tensor.count() > limit, result);
  return result;
}
