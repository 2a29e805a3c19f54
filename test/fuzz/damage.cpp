//===- damage.cpp - Feed a fuzz target damaged files ----------------------===//
//
// damage-TARGET [--quick] FILE...: runs the target on each file, on all beginnings of it, with each
// of its bits flipped, with several bytes overwritten at once, and, of targets that know how,
// changed in what it says; the same on each run. It ends by a signal unless the target takes all of
// them. Of large files cuts and flips are spread evenly;
// --quick takes a tenth of them.
//
//===----------------------------------------------------------------------===//

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern "C" __attribute__((weak)) size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                                                size_t most, unsigned seed);

/// Runs the target on as many bytes as there are, so that a sanitizer sees the first
/// that is read beyond them.
static void run(llvm::StringRef bytes) {
  std::vector<uint8_t> exact(bytes.begin(), bytes.end());
  exact.shrink_to_fit();
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

/// Calls `visit` with at most `most` of the numbers below `count`, evenly spread.
template <typename Visit> static void forSome(size_t count, size_t most, Visit visit) {
  for (size_t i = 0, steps = std::min(count, most); i < steps; ++i)
    visit(count / steps * i + count % steps * i / steps);
}

static void damage(llvm::StringRef content, size_t share) {
  const size_t mostCuts = 1000 / share, mostFlips = 3000 / share, overwrites = 500 / share;
  run(content);
  forSome(content.size(), mostCuts, [&](size_t length) { run(content.take_front(length)); });
  std::string bytes = content.str();
  forSome(bytes.size() * 8, mostFlips, [&](size_t bit) {
    bytes[bit / 8] ^= char(1 << (bit % 8));
    run(bytes);
    bytes[bit / 8] ^= char(1 << (bit % 8));
  });
  std::mt19937 random(1);
  const uint8_t telling[] = {0, 1, 2, 0x7f, 0x80, 0xfe, 0xff};
  for (size_t i = 0; i < overwrites && !bytes.empty(); ++i) {
    bytes = content.str();
    for (size_t count = 1 + random() % 6; count > 0; --count)
      bytes[random() % bytes.size()] =
          char(random() % 2 ? telling[random() % std::size(telling)] : random());
    run(bytes);
  }
  for (size_t i = 0; LLVMFuzzerCustomMutator && i < overwrites; ++i) {
    bytes = content.str();
    bytes.resize(2 * bytes.size() + 4096);
    auto *data = reinterpret_cast<uint8_t *>(bytes.data());
    bytes.resize(LLVMFuzzerCustomMutator(data, content.size(), bytes.size(), unsigned(i)));
    run(bytes);
  }
}

int main(int argc, char **argv) {
  bool isQuick = argc > 1 && llvm::StringRef(argv[1]) == "--quick";
  for (int i = isQuick ? 2 : 1; i < argc; ++i) {
    auto file = llvm::MemoryBuffer::getFile(argv[i]);
    if (!file) {
      llvm::errs() << argv[i] << ": error: " << file.getError().message() << '\n';
      return 1;
    }
    damage((*file)->getBuffer(), isQuick ? 10 : 1);
    llvm::outs() << argv[i] << ": took all damage\n";
    llvm::outs().flush();
  }
  return argc > 1 ? 0 : 1;
}
