//===- Footprint.cpp - What a model takes of a machine's memory -----------===//

#include "compiler/Package/Footprint.h"

#include <cmath>

using namespace sinter;

std::string sinter::printBytes(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t end = digits.size(); end > 3; end -= 3)
    digits.insert(end - 3, ",");
  return digits;
}

/// An estimate has no more digits.
static uint64_t roundToThreeDigits(double number) {
  double unit = 1;
  while (number / unit >= 1000)
    unit *= 10;
  return static_cast<uint64_t>(std::round(number / unit) * unit);
}

void sinter::print(const Footprint &footprint, llvm::raw_ostream &os) {
  os << "flash " << printBytes(footprint.getFlash()) << " bytes (weights "
     << printBytes(footprint.constants) << ", code " << printBytes(footprint.code);
  if (footprint.description > 0)
    os << ", description " << printBytes(footprint.description);
  if (footprint.hasOpenWorkspace())
    os << "), RAM as calls decide (state " << printBytes(footprint.state) << "), stack ";
  else
    os << "), RAM " << printBytes(footprint.getRam()) << " (workspace "
       << printBytes(footprint.workspace) << ", state " << printBytes(footprint.state)
       << "), stack ";
  if (footprint.stackProblem.empty())
    os << "<= " << printBytes(footprint.stack);
  else
    os << "not known";
  if (footprint.cycles > 0)
    os << ", about " << printBytes(roundToThreeDigits(footprint.cycles)) << " cycles";
}
