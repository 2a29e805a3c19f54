//===- pack-basic.cpp - Write the basic test model to a file --------------===//

#include "test/runtime/support/Pack.h"
#include <fstream>

int main(int, char **argv) {
  std::string file = sinter::test::packBasic();
  std::ofstream(argv[1], std::ios::binary).write(file.data(), std::streamsize(file.size()));
}
