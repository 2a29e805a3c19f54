//===- FlexBuffer.cpp - FlexBuffers as attributes -------------------------===//
//
// A FlexBuffer is read from its end: a byte for the width of the root, one for its
// type, before them the root, which is a number or an offset backwards. Values may
// share others, so depth and number of values are bounded as well as positions.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/FlexBuffer.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sinter {

namespace {
/// Types of values, by the numbers that the format gives them.
enum class Kind : uint8_t {
  null = 0,
  integer = 1,
  unsignedInteger = 2,
  floating = 3,
  key = 4,
  string = 5,
  indirectInteger = 6,
  indirectUnsigned = 7,
  indirectFloating = 8,
  map = 9,
  vector = 10,
  integers = 11,
  unsignedIntegers = 12,
  floats = 13,
  keys = 14,
  firstTuple = 16, ///< Two to four integers, unsigned integers or floats, in nine types.
  lastTuple = 24,
  blob = 25,
  boolean = 26,
  booleans = 36,
};

class Decoder {
public:
  Decoder(MLIRContext *context, ArrayRef<uint8_t> bytes) : b(context), bytes(bytes) {}

  Attribute decodeRoot();

private:
  bool spend(size_t amount);
  std::optional<uint64_t> read(size_t at, size_t width);
  std::optional<size_t> follow(size_t at, size_t width);
  std::optional<size_t> readCount(size_t target, size_t width, size_t elementWidth);
  std::optional<StringRef> readKey(size_t at);
  Attribute decode(size_t at, size_t parentWidth, uint8_t packedType, int depth);
  Attribute decodeNumber(size_t at, size_t width, Kind kind);
  Attribute decodeBytes(size_t target, size_t width, bool isString);
  Attribute decodeVector(size_t target, size_t width, int depth);
  Attribute decodeMap(size_t target, size_t width, int depth);
  Attribute decodeNumbers(size_t target, size_t width, size_t count, Kind kind);

  Builder b;
  ArrayRef<uint8_t> bytes;
  size_t budget = size_t(1) << 20; ///< Values and bytes of text that may still be read.
};
} // namespace

Attribute decodeFlexBuffer(MLIRContext *context, ArrayRef<uint8_t> bytes) {
  return Decoder(context, bytes).decodeRoot();
}

Attribute Decoder::decodeRoot() {
  if (bytes.size() < 3)
    return {};
  size_t width = bytes.back();
  if ((width != 1 && width != 2 && width != 4 && width != 8) || bytes.size() - 2 < width)
    return {};
  return decode(bytes.size() - 2 - width, width, bytes[bytes.size() - 2], 0);
}

bool Decoder::spend(size_t amount) {
  if (amount > budget)
    return false;
  budget -= amount;
  return true;
}

std::optional<uint64_t> Decoder::read(size_t at, size_t width) {
  if (at > bytes.size() || width > bytes.size() - at)
    return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i)
    value |= uint64_t(bytes[at + i]) << (8 * i);
  return value;
}

/// Returns where the offset at `at` leads.
std::optional<size_t> Decoder::follow(size_t at, size_t width) {
  std::optional<uint64_t> offset = read(at, width);
  if (!offset || *offset > at)
    return std::nullopt;
  return at - *offset;
}

/// Returns the number of elements of a vector, which stands before it, if all of
/// them are inside of the buffer.
std::optional<size_t> Decoder::readCount(size_t target, size_t width, size_t elementWidth) {
  std::optional<uint64_t> count =
      target >= width ? read(target - width, width) : std::optional<uint64_t>();
  if (!count || *count > (bytes.size() - target) / elementWidth)
    return std::nullopt;
  return *count;
}

std::optional<StringRef> Decoder::readKey(size_t at) {
  StringRef text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  size_t end = text.find('\0', at);
  if (end == StringRef::npos || !spend(end - at))
    return std::nullopt;
  return text.slice(at, end);
}

Attribute Decoder::decode(size_t at, size_t parentWidth, uint8_t packedType, int depth) {
  constexpr int deepest = 16;
  if (depth > deepest || !spend(1))
    return {};
  auto kind = Kind(packedType >> 2);
  size_t width = size_t(1) << (packedType & 3);
  switch (kind) {
  case Kind::null:
    return b.getUnitAttr();
  case Kind::integer:
  case Kind::unsignedInteger:
  case Kind::floating:
  case Kind::boolean:
    return decodeNumber(at, parentWidth, kind);
  default:
    break;
  }
  std::optional<size_t> target = follow(at, parentWidth);
  if (!target)
    return {};
  switch (kind) {
  case Kind::key:
    if (std::optional<StringRef> key = readKey(*target))
      return b.getStringAttr(*key);
    return {};
  case Kind::string:
  case Kind::blob:
    return decodeBytes(*target, width, kind == Kind::string);
  case Kind::indirectInteger:
    return decodeNumber(*target, width, Kind::integer);
  case Kind::indirectUnsigned:
    return decodeNumber(*target, width, Kind::unsignedInteger);
  case Kind::indirectFloating:
    return decodeNumber(*target, width, Kind::floating);
  case Kind::map:
    return decodeMap(*target, width, depth);
  case Kind::vector:
    return decodeVector(*target, width, depth);
  case Kind::integers:
  case Kind::unsignedIntegers:
  case Kind::floats:
  case Kind::booleans: {
    std::optional<size_t> count = readCount(*target, width, width);
    Kind element = kind == Kind::booleans
                       ? Kind::boolean
                       : Kind(int(kind) - int(Kind::integers) + int(Kind::integer));
    return count ? decodeNumbers(*target, width, *count, element) : Attribute();
  }
  default: {
    if (kind < Kind::firstTuple || kind > Kind::lastTuple)
      return {};
    int number = int(kind) - int(Kind::firstTuple);
    return decodeNumbers(*target, width, number / 3 + 2, Kind(number % 3 + int(Kind::integer)));
  }
  }
}

Attribute Decoder::decodeNumber(size_t at, size_t width, Kind kind) {
  std::optional<uint64_t> bits = read(at, width);
  if (!bits)
    return {};
  if (kind == Kind::boolean)
    return b.getBoolAttr(*bits != 0);
  if (kind == Kind::integer)
    return b.getI64IntegerAttr(llvm::SignExtend64(*bits, 8 * width));
  if (kind == Kind::unsignedInteger)
    return b.getI64IntegerAttr(int64_t(*bits));
  if (width == 4)
    return b.getF64FloatAttr(llvm::bit_cast<float>(uint32_t(*bits)));
  return width == 8 ? b.getF64FloatAttr(llvm::bit_cast<double>(*bits)) : Attribute();
}

Attribute Decoder::decodeBytes(size_t target, size_t width, bool isString) {
  std::optional<size_t> count = readCount(target, width, 1);
  if (!count || !spend(*count))
    return {};
  auto *first = reinterpret_cast<const char *>(bytes.data()) + target;
  if (isString)
    return b.getStringAttr(StringRef(first, *count));
  return b.getDenseI8ArrayAttr(ArrayRef(reinterpret_cast<const int8_t *>(first), *count));
}

Attribute Decoder::decodeNumbers(size_t target, size_t width, size_t count, Kind kind) {
  if (!spend(count))
    return {};
  SmallVector<int64_t> integers;
  SmallVector<double> floats;
  SmallVector<bool> booleans;
  for (size_t i = 0; i < count; ++i) {
    Attribute value = decodeNumber(target + i * width, width, kind);
    if (!value)
      return {};
    if (kind == Kind::boolean)
      booleans.push_back(cast<BoolAttr>(value).getValue());
    else if (kind == Kind::floating)
      floats.push_back(cast<FloatAttr>(value).getValueAsDouble());
    else
      integers.push_back(cast<IntegerAttr>(value).getInt());
  }
  if (kind == Kind::boolean)
    return b.getDenseBoolArrayAttr(booleans);
  return kind == Kind::floating ? Attribute(b.getDenseF64ArrayAttr(floats))
                                : b.getDenseI64ArrayAttr(integers);
}

/// The types of a vector's values follow them, a byte each.
Attribute Decoder::decodeVector(size_t target, size_t width, int depth) {
  std::optional<size_t> count = readCount(target, width, width + 1);
  if (!count)
    return {};
  SmallVector<Attribute> values;
  for (size_t i = 0; i < *count; ++i) {
    values.push_back(
        decode(target + i * width, width, bytes[target + *count * width + i], depth + 1));
    if (!values.back())
      return {};
  }
  return b.getArrayAttr(values);
}

/// A map is a vector of values; before its count stand the offset of the vector of keys
/// and the width of that.
Attribute Decoder::decodeMap(size_t target, size_t width, int depth) {
  if (target < 3 * width)
    return {};
  auto values = dyn_cast_or_null<ArrayAttr>(decodeVector(target, width, depth));
  std::optional<size_t> keys = follow(target - 3 * width, width);
  std::optional<uint64_t> keyWidth = read(target - 2 * width, width);
  if (!values || !keys || (*keyWidth != 1 && *keyWidth != 2 && *keyWidth != 4 && *keyWidth != 8))
    return {};
  std::optional<size_t> count = readCount(*keys, *keyWidth, *keyWidth);
  if (count != values.size())
    return {};
  llvm::StringSet<> seen;
  SmallVector<NamedAttribute> entries;
  for (auto [i, value] : llvm::enumerate(values)) {
    std::optional<size_t> at = follow(*keys + i * *keyWidth, *keyWidth);
    std::optional<StringRef> key = at ? readKey(*at) : std::nullopt;
    if (!key || key->empty() || !seen.insert(*key).second)
      return {};
    entries.push_back(b.getNamedAttr(*key, value));
  }
  return b.getDictionaryAttr(entries);
}

} // namespace sinter
