//===- Budgets.cpp - Does a program fit? ----------------------------------===//

#include "compiler/Driver/Budgets.h"

#include "compiler/Driver/Diagnostics.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "targets/Linker/StackDepth.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace sinter;

namespace {
/// A part of the program that takes memory.
struct Contributor {
  uint64_t bytes;
  std::string what; ///< Ends such that "... 1,024 bytes" follows.
};

class BudgetCheck {
public:
  BudgetCheck(const MeasuredProgram &program, const Options &options)
      : program(program), options(options), first(program.modules.front()),
        location(getFileLocation(first.getContext(), options.input)) {
    for (const auto &dispatch : program.description.debug->dispatches)
      dispatches.try_emplace(dispatch->name, dispatch.get());
  }

  LogicalResult check() {
    const Footprint &footprint = program.footprint;
    bool fits = true;
    if (options.maxRam && footprint.hasOpenWorkspace()) {
      emitError(location)
          << "how much RAM the model needs is for calls to decide, so --max-ram can "
             "not be kept; bound each dimension with --dim=NAME:1..16";
      fits = false;
    } else if (isOver(footprint.getRam(), options.maxRam))
      fits =
          report("RAM", "--max-ram", footprint.getRam(), *options.maxRam, listRam(), adviseRam());
    if (isOver(footprint.getFlash(), options.maxFlash))
      fits = report("flash", "--max-flash", footprint.getFlash(), *options.maxFlash, listFlash(),
                    adviseFlash());
    if (options.maxStack && !footprint.stackProblem.empty()) {
      emitError(location) << "how much stack the model needs is not known, so --max-stack can not "
                             "be kept: "
                          << footprint.stackProblem;
      fits = false;
    } else if (isOver(footprint.stack, options.maxStack)) {
      fits = report("stack", "--max-stack", footprint.stack, *options.maxStack, listStack(), "");
    }
    return success(fits);
  }

private:
  static bool isOver(uint64_t bytes, const std::optional<ByteSize> &budget) {
    return budget && bytes > uint64_t(*budget);
  }

  /// Reports that `bytes` are too many; returns false.
  bool report(StringRef kind, StringRef flag, uint64_t bytes, ByteSize budget,
              std::vector<Contributor> contributors, const std::string &advice) {
    auto allowed = uint64_t(budget);
    std::string text =
        ("the model needs " + printBytes(bytes) + " bytes of " + kind + ", " +
         printBytes(bytes - allowed) + " more than the " + printBytes(allowed) + " of " + flag)
            .str();
    llvm::sort(contributors, [](const Contributor &a, const Contributor &b) {
      return std::pair(b.bytes, StringRef(a.what)) < std::pair(a.bytes, StringRef(b.what));
    });
    constexpr size_t most = 5;
    for (const Contributor &part : ArrayRef(contributors).take_front(most))
      text += "\n" + part.what + " " + printBytes(part.bytes) + " bytes";
    if (!advice.empty())
      text += "\n" + advice;
    emitError(location) << text;
    return false;
  }

  /// Returns the name of a dispatch with the model's nodes that it computes. Names of operators
  /// that were fused before tell all of them, the first of which will do.
  static std::string nameDispatch(const schema::DispatchT &dispatch) {
    constexpr size_t longest = 80;
    std::string nodes;
    for (StringRef node : dispatch.nodes)
      nodes += (nodes.empty() ? "" : ", ") + node.split(';').first.str();
    if (nodes.size() > longest) {
      size_t end = longest;
      while (end > 0 && (nodes[end] & 0xC0) == 0x80) // inside of a character
        --end;
      nodes = nodes.substr(0, end) + "...";
    }
    return dispatch.name + (nodes.empty() ? "" : " (" + nodes + ")");
  }

  std::string nameDispatch(StringRef name) const {
    const schema::DispatchT *dispatch = dispatches.lookup(name);
    return dispatch ? nameDispatch(*dispatch) : name.str();
  }

  std::vector<Contributor> listRam() {
    std::vector<Contributor> parts;
    for (const auto &dispatch : program.description.debug->dispatches) {
      uint64_t bytes = 0;
      for (const schema::ArenaRange &range : dispatch->writes)
        bytes += range.size();
      if (bytes > 0)
        parts.push_back({bytes, "workspace: " + nameDispatch(*dispatch) + " writes"});
    }
    for (auto variable : first.getOps<plan::VariableOp>())
      parts.push_back({uint64_t(*plan::getByteSize(variable.getValue().getShapedType())),
                       ("state: variable '" + variable.getName() + "' takes").str()});
    return parts;
  }

  std::string adviseRam() const {
    if (options.schedule == Schedule::maxConcurrency)
      return "--schedule=min-peak-memory orders the work for the least workspace";
    if (hasFloatConstants())
      return "a model quantized to int8 needs about a quarter of the workspace";
    return "smaller inputs, or fewer channels where the image is largest, would help";
  }

  bool hasFloatConstants() const {
    return llvm::any_of(first.getOps<plan::ConstantOp>(),
                        [](plan::ConstantOp op) { return isFloat(op) && getBytes(op) >= 1024; });
  }

  static bool isFloat(plan::ConstantOp op) {
    return isa<FloatType>(op.getValue().getShapedType().getElementType());
  }

  static uint64_t getBytes(plan::ConstantOp op) {
    return *plan::getByteSize(op.getValue().getShapedType());
  }

  static std::string nameConstant(plan::ConstantOp op) {
    std::string name;
    op.getLoc()->walk([&](Location part) {
      auto named = dyn_cast<NameLoc>(part);
      if (!named)
        return WalkResult::advance();
      name = " of node '" + named.getName().str() + "'";
      return WalkResult::interrupt();
    });
    return name;
  }

  std::vector<Contributor> listFlash() {
    std::vector<Contributor> parts;
    for (ModuleOp module : program.modules)
      for (auto op : module.getOps<plan::ConstantOp>())
        parts.push_back({getBytes(op), "weights: a constant" + nameConstant(op) + " takes"});
    for (const LinkedVariant &variant : program.linked)
      for (const LinkedVariant::UnitSize &unit : variant.units)
        parts.push_back({unit.bytes, "code: " + nameDispatch(unit.name) + " takes"});
    return parts;
  }

  std::string adviseFlash() const {
    uint64_t floats = 0;
    for (auto op : first.getOps<plan::ConstantOp>())
      floats += isFloat(op) ? getBytes(op) : 0;
    if (floats >= 1024)
      return "a model quantized to int8 would save about " + printBytes(floats / 4 * 3) + " bytes";
    if (options.emit == EmitKind::module && !options.strip)
      return "--strip leaves the table of dispatches out; --emit=static-library needs no "
             "description of the model at all";
    return "";
  }

  /// The chain of calls that goes deepest.
  std::vector<Contributor> listStack() {
    std::vector<Contributor> parts;
    for (const LinkedVariant &variant : program.linked) {
      llvm::Expected<StackDepth> depth = computeStackDepth(variant.code.functions);
      if (!depth) {
        llvm::consumeError(depth.takeError());
        continue;
      }
      if (depth->bytes == program.footprint.stack)
        for (const FunctionUse *function : depth->chain)
          parts.push_back({function->stackBytes, nameDispatch(function->name) + " takes"});
    }
    return parts;
  }

  const MeasuredProgram &program;
  const Options &options;
  mutable ModuleOp first; // to ask for constants and variables, the same in all
  Location location;
  llvm::StringMap<const schema::DispatchT *> dispatches;
};
} // namespace

LogicalResult sinter::checkBudgets(const MeasuredProgram &program, const Options &options) {
  return BudgetCheck(program, options).check();
}
