//===- ExternalData.cpp - Tensors that lie in other files -----------------===//

#include "compiler/Import/ONNX/ExternalData.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <cstring>
#include <new>

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace sinter {

/// What the tensor says of its place.
namespace {
struct Place {
  std::string location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};
} // namespace

static Expected<Place> readPlace(const ::onnx::TensorProto &tensor) {
  Place place;
  for (const ::onnx::StringStringEntryProto &entry : tensor.external_data()) {
    StringRef text = entry.value();
    uint64_t number = 0;
    bool isNumber = entry.key() == "offset" || entry.key() == "length";
    if (isNumber && text.getAsInteger(10, number))
      return createStringError("keeps its data in another file, with the " + entry.key() + " '" +
                               text + "', which is no number");
    if (entry.key() == "location")
      place.location = entry.value();
    else if (entry.key() == "offset")
      place.offset = number;
    else if (entry.key() == "length")
      place.length = number;
  }
  if (place.location.empty())
    return createStringError("keeps its data in another file, but does not name it");
  return place;
}

/// Returns an error about the file that a tensor names.
static Error fileError(StringRef location, const Twine &why) {
  std::string text;
  raw_string_ostream os(text);
  printEscapedString(location, os);
  return createStringError("keeps its data in '" + text + "', " + why);
}

/// Says whether the file lies in the folder, both without links.
static bool isInside(StringRef file, StringRef folder) {
  return file.consume_front(folder) && (folder.ends_with("/") || file.starts_with("/"));
}

Expected<ExternalData::Mapping> ExternalData::map(const std::string &location) {
  // A name with a zero byte would be cut there.
  if (path::is_absolute(location) || StringRef(location).contains('\0') ||
      is_contained(make_range(path::begin(location), path::end(location)), ".."))
    return fileError(location, "which is not a path inside of the model's folder");
  SmallString<256> file(folder), realFile, realFolder;
  path::append(file, location);
  fs::file_status status;
  if (std::error_code error = fs::status(file, status))
    return fileError(location, "which cannot be read: " + error.message());
  if (status.type() != fs::file_type::regular_file)
    return fileError(location, "which is not a regular file");
  // The name of what has been opened counts, whatever changes meanwhile.
  Expected<fs::file_t> handle = fs::openNativeFileForRead(file, fs::OF_None, &realFile);
  if (!handle)
    return fileError(location, "which cannot be read: " + toString(handle.takeError()));
  scope_exit close([&] { fs::closeFile(*handle); });
  if (fs::real_path(folder, realFolder) || realFile.empty() || !isInside(realFile, realFolder))
    return fileError(location, "which leads out of the model's folder; keep the file itself there");
  if (std::error_code error = fs::status(*handle, status))
    return fileError(location, "which cannot be read: " + error.message());
  if (status.getSize() == 0)
    return std::make_shared<fs::mapped_file_region>();
  std::error_code error;
  auto mapping = std::make_shared<fs::mapped_file_region>(*handle, fs::mapped_file_region::readonly,
                                                          status.getSize(), 0, error);
  if (error)
    return fileError(location, "which cannot be mapped: " + error.message());
  return mapping;
}

/// Returns a copy of `view`, aligned for whatever reads it.
static ExternalData::Bytes copy(ArrayRef<char> view) {
  std::align_val_t alignment{64};
  char *memory = static_cast<char *>(::operator new(std::max<size_t>(view.size(), 1), alignment));
  std::memcpy(memory, view.data(), view.size());
  std::shared_ptr<void> storage(memory, [=](void *p) { ::operator delete(p, alignment); });
  return {{memory, view.size()}, std::move(storage)};
}

Expected<ExternalData::Bytes> ExternalData::read(const ::onnx::TensorProto &tensor, uint64_t size,
                                                 size_t alignment, bool isMutable) {
  Expected<Place> place = readPlace(tensor);
  if (!place)
    return place.takeError();
  if (folder.empty())
    return fileError(place->location, "but the model comes from no folder where that could lie");
  Mapping &mapping = files[place->location];
  if (!mapping) {
    Expected<Mapping> mapped = map(place->location);
    if (!mapped)
      return mapped.takeError();
    mapping = std::move(*mapped);
  }
  uint64_t fileSize = *mapping ? mapping->size() : 0;
  if (place->length && *place->length != size)
    return fileError(place->location,
                     Twine(*place->length) + " bytes, but its dimensions ask for " + Twine(size));
  if (place->offset > fileSize || size > fileSize - place->offset)
    return fileError(place->location, "from byte " + Twine(place->offset) + " on " + Twine(size) +
                                          " bytes, but the file holds " + Twine(fileSize));
  if (size == 0)
    return Bytes{{}, mapping};
  ArrayRef<char> view(mapping->const_data() + place->offset, size);
  if (isMutable || place->offset % alignment != 0)
    return copy(view);
  return Bytes{view, mapping};
}

} // namespace sinter
