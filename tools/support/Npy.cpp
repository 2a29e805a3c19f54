//===- Npy.cpp - NumPy's file format --------------------------------------===//
//
// A magic, a version, the length of a header, the header (a Python dictionary
// literal with descr, fortran_order and shape), then the bytes.
//
//===----------------------------------------------------------------------===//

#include "tools/support/Npy.h"
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>

using namespace sinter::tools;

namespace {
const struct {
  sinter_element_type_t type;
  const char *descr;
} types[] = {
    {SINTER_F16, "f2"},  {SINTER_BF16, "V2"}, {SINTER_F32, "f4"}, {SINTER_F64, "f8"},
    {SINTER_I8, "i1"},   {SINTER_I16, "i2"},  {SINTER_I32, "i4"}, {SINTER_I64, "i8"},
    {SINTER_U8, "u1"},   {SINTER_U16, "u2"},  {SINTER_U32, "u4"}, {SINTER_U64, "u8"},
    {SINTER_BOOL, "b1"},
};

struct Close {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

/// What the header says.
struct Header {
  sinter_element_type_t type;
  Dims dims;
  bool isFortranOrder = false;
  bool isBigEndian = false;
};

/// Returns what follows "'key':" in the dictionary, without leading spaces.
std::string_view findKey(std::string_view header, std::string_view key) {
  size_t at = header.find("'" + std::string(key) + "'");
  at = at == std::string_view::npos ? at : header.find(':', at);
  at = at == std::string_view::npos ? at : header.find_first_not_of(' ', at + 1);
  return at == std::string_view::npos ? std::string_view() : header.substr(at);
}

bool parseDescr(std::string_view text, Header &header) {
  if (text.size() < 5 || text[0] != '\'')
    return false;
  header.isBigEndian = text[1] == '>';
  std::string_view order = "<>|=";
  std::string_view descr = text.substr(1, text.find('\'', 1) - 1);
  if (order.find(descr[0]) != std::string_view::npos)
    descr.remove_prefix(1);
  for (auto &known : types)
    if (descr == known.descr) {
      header.type = known.type;
      return true;
    }
  return false;
}

bool parseShape(std::string_view text, Dims &dims) {
  size_t end = text.find(')');
  if (text.empty() || text[0] != '(' || end == std::string_view::npos)
    return false;
  const char *at = text.data() + 1;
  const char *last = text.data() + end;
  while (at != last) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    int64_t dim;
    auto [next, error] = std::from_chars(at, last, dim);
    if (error != std::errc() || dim < 0)
      return false;
    dims.push_back(dim);
    at = next;
  }
  return dims.size() <= SINTER_MAX_RANK;
}

/// Reads the header's text, or nothing when this is no .npy file.
std::string readHeader(std::FILE *file) {
  unsigned char start[12];
  if (std::fread(start, 1, 10, file) != 10 || std::memcmp(start, "\x93NUMPY", 6) != 0)
    return "";
  size_t length = start[8] | start[9] << 8;
  if (start[6] >= 2) { // four bytes of length
    if (std::fread(start + 10, 1, 2, file) != 2)
      return "";
    length |= size_t(start[10]) << 16 | size_t(start[11]) << 24;
  }
  if (length > 1 << 20)
    return "";
  std::string header(length, '\0');
  return std::fread(header.data(), 1, length, file) == length ? header : "";
}

void swapBytes(Tensor &tensor) {
  size_t size = sinter_element_size(tensor.type());
  for (uint64_t i = 0; i < tensor.count(); ++i)
    std::reverse(tensor.data() + i * size, tensor.data() + (i + 1) * size);
}

/// Returns `tensor`, stored with its first dimension fastest, in row-major order.
Tensor toRowMajor(const Tensor &tensor) {
  Tensor result(tensor.type(), tensor.dims());
  if (!result.isValid())
    return result;
  size_t size = sinter_element_size(tensor.type());
  for (uint64_t i = 0; i < tensor.count(); ++i) {
    uint64_t rest = i, from = 0, stride = tensor.count();
    for (size_t d = tensor.dims().size(); d-- > 0;) {
      uint64_t dim = uint64_t(tensor.dims()[d]);
      stride /= dim;
      from += rest % dim * stride;
      rest /= dim;
    }
    std::memcpy(result.data() + i * size, tensor.data() + from * size, size);
  }
  return result;
}
} // namespace

std::optional<Tensor> sinter::tools::readNpy(const std::string &path, std::string &error) {
  File file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    error = path + ": cannot be opened";
    return std::nullopt;
  }
  std::string text = readHeader(file.get());
  Header header;
  if (text.empty() || !parseShape(findKey(text, "shape"), header.dims)) {
    error = path + ": not a .npy file";
    return std::nullopt;
  }
  if (!parseDescr(findKey(text, "descr"), header)) {
    error = path + ": its element type is not one of a model's";
    return std::nullopt;
  }
  header.isFortranOrder = findKey(text, "fortran_order").substr(0, 4) == "True";
  Tensor tensor(header.type, header.dims);
  if (!tensor.isValid()) {
    error = path + ": no memory for " + formatType(tensor);
    return std::nullopt;
  }
  if (std::fread(tensor.data(), 1, tensor.size(), file.get()) != tensor.size()) {
    error = path + ": the file is cut short";
    return std::nullopt;
  }
  if (std::fgetc(file.get()) != EOF) {
    error = path + ": the file goes on after its " + std::to_string(tensor.count()) + " elements";
    return std::nullopt;
  }
  if (header.isBigEndian)
    swapBytes(tensor);
  return header.isFortranOrder ? toRowMajor(tensor) : std::move(tensor);
}

static std::string makeHeader(const Tensor &tensor) {
  std::string descr;
  for (auto &known : types)
    if (known.type == tensor.type())
      descr = known.descr;
  std::string shape;
  for (int64_t dim : tensor.dims())
    shape += std::to_string(dim) + (tensor.dims().size() == 1 ? "," : ", ");
  if (tensor.dims().size() > 1)
    shape.resize(shape.size() - 2);
  const char *order = sinter_element_size(tensor.type()) > 1 ? "<" : "|";
  std::string header = std::string("{'descr': '") + order + descr +
                       "', 'fortran_order': False, 'shape': (" + shape + "), }";
  // The bytes begin at a multiple of 64.
  header.append(63 - (10 + header.size()) % 64, ' ');
  return header + '\n';
}

bool sinter::tools::writeNpy(const std::string &path, const Tensor &tensor, std::string &error) {
  std::string header = makeHeader(tensor);
  std::string start = "\x93NUMPY\x01";
  start += '\0';
  start += char(header.size() & 255);
  start += char(header.size() >> 8);
  start += header;
  File file(std::fopen(path.c_str(), "wb"));
  bool isWritten = file && std::fwrite(start.data(), 1, start.size(), file.get()) == start.size() &&
                   std::fwrite(tensor.data(), 1, tensor.size(), file.get()) == tensor.size() &&
                   std::fflush(file.get()) == 0;
  if (!isWritten)
    error = path + ": cannot be written";
  return isWritten;
}
