//===- Tune.cpp - Choose strategies by measurement ------------------------===//
//
// Each round compiles the whole model with one candidate for every region and runs
// it in turn with the model as the compiler's rules make it, so that both see the
// same state of the machine. Regions are compared one by one; a last round runs all
// winners together and takes those back that do not hold their gain.
//
//===----------------------------------------------------------------------===//

#include "tools/sinter-compile/Tune.h"

#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/OutputFile.h"
#include "compiler/Driver/TuningFile.h"
#include "sinter/local_task.h"
#include "sinter/posix.h"
#include "tools/sinter-compile/MeasureDispatches.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sinter;
using namespace sinter::tools;

/// What a candidate must win, as a share of the time, to be more than noise.
constexpr double kMinGain = 0.02;

/// Dispatches that take a smaller share of a run are left alone.
constexpr double kMinShare = 0.002;

/// Nanoseconds below which waking threads decides, not the number of workgroups.
constexpr double kMinSplitTime = 30000;

/// Limits of the runs in a round, and what a round takes at most (seconds).
constexpr int kMinRuns = 7, kMaxRuns = 200;
constexpr double kRoundTime = 1.5;

/// Candidates for regions with a contraction, and for those without; tried on one
/// thread. Widths are in vectors, so that they suit any machine.
static constexpr const char *kContractions[] = {
    "panel=4 vectors=4 rows=6",
    "panel=2 vectors=2 rows=13",
    "panel=3 vectors=3 rows=8",
    "panel=4 vectors=2 rows=13",
    "panel=2 vectors=2 rows=8",
    "panel=4 vectors=4 rows=4",
    "order=rows",
    "order=panels",
    "panel=2 vectors=2 order=rows",
    "panel=8 vectors=8 rows=2",
    "panel=1 vectors=1 rows=14",
    "panel=0 vectors=2 rows=13",
};
static constexpr const char *kStreams[] = {"vectors=1", "vectors=2", "vectors=4", "vectors=8"};
/// Added to what won on one thread; tried on all.
static constexpr const char *kSplits[] = {"workgroups=2", "workgroups=8", "workgroups=32"};

namespace {
struct Region {
  std::string dispatch, key;
  std::string choices; ///< The best ones so far; empty: the compiler's own.
  double time = 0, defaultTime = 0;
};

class Tuner {
public:
  Tuner(const Options &options, llvm::raw_ostream &messages)
      : options(options), messages(messages), start(sinter_clock()) {}

  bool run();

private:
  using Choices = std::map<std::string, std::string>; ///< By region key.
  using Chooser = llvm::function_ref<std::string(const Region &)>;

  bool fail(const llvm::Twine &why) {
    printError(messages, kCompilerName, "cannot tune: " + why);
    return false;
  }
  double getSeconds() const { return double(sinter_clock() - start) * 1e-9; }
  bool isTimeUp() const { return getSeconds() >= unsigned(*options.tune); }

  bool build(const std::string &path, const std::string &tuning, CompilationRecord *record);
  bool openBaseline(const sinter_device_t *device);
  bool compare(Chooser choose, const sinter_device_t *device);
  bool tryCandidates(const sinter_device_t *device);
  bool trySplits();
  bool confirm(const sinter_device_t *device, llvm::ArrayRef<Region> otherwise = {});
  bool measure(MeasuredModule &candidate);
  bool store();
  void report();

  const Options &options;
  llvm::raw_ostream &messages;
  const uint64_t start;
  CompilationRecord record;
  std::string basePath, candidatePath, tuningPath; ///< Temporary files.
  std::unique_ptr<MeasuredModule> baseline;
  std::vector<Region> regions;
  unsigned rounds = 0; ///< Compiled and measured.
};
} // namespace

static bool startsWithAny(llvm::StringRef strategy, llvm::ArrayRef<const char *> kinds) {
  return llvm::any_of(kinds, [&](const char *kind) { return strategy.contains(kind); });
}

/// The candidates for a region that the compiler's rules give `strategy`.
static llvm::ArrayRef<const char *> getCandidates(llvm::StringRef strategy) {
  if (startsWithAny(strategy, {"matmul", "direct-conv"}))
    return kContractions;
  if (startsWithAny(strategy, {"elementwise", "copy"}))
    return kStreams;
  return {};
}

/// Compiles to file `path`. What is wrong with the model is said once, by the first
/// compilation; later ones only differ in choices that need not fit.
bool Tuner::build(const std::string &path, const std::string &tuning, CompilationRecord *record) {
  Options build = options;
  build.tune.reset();
  build.quiet = true;
  build.schedule = Schedule::minPeakMemory; // dispatches that overlap have no times of their own
  build.output = path;
  build.tuningFile = tuning;
  build.reportJson.clear();
  build.dumpPhases.clear();
  build.dumpExecutables.clear();
  llvm::raw_null_ostream silence;
  return succeeded(compile(build, record ? messages : silence, record));
}

bool Tuner::openBaseline(const sinter_device_t *device) {
  baseline = std::make_unique<MeasuredModule>();
  std::string error = baseline->open(basePath, device);
  return error.empty() || fail(error);
}

/// Runs the baseline and `candidate` in turn.
bool Tuner::measure(MeasuredModule &candidate) {
  uint64_t begin = sinter_clock();
  for (int i = -1; i < kMaxRuns; ++i) {
    if (i >= kMinRuns && double(sinter_clock() - begin) > kRoundTime * 1e9)
      break;
    for (MeasuredModule *module : {baseline.get(), &candidate})
      if (std::string error = module->run(/*warmsUp=*/i < 0); !error.empty())
        return fail(error);
  }
  return true;
}

/// One round: builds the model with the choices that `choose` returns for each region
/// (empty: none) and keeps those that win.
bool Tuner::compare(Chooser choose, const sinter_device_t *device) {
  TuningFile file;
  TuningFile::Machine &machine = file.get(record.machineKey, record.cpu);
  std::map<std::string, std::string> tried;
  for (const Region &region : regions)
    if (std::string choices = choose(region); !choices.empty()) {
      machine.set({region.key, choices, ""});
      tried[region.key] = choices;
    }
  if (tried.empty())
    return true;
  std::error_code error;
  llvm::raw_fd_ostream(tuningPath, error) << file.print();
  if (error)
    return fail("cannot write '" + tuningPath + "': " + error.message());
  if (!build(candidatePath, tuningPath, nullptr))
    return true; // a candidate that the compiler refuses has lost
  MeasuredModule candidate;
  if (!openBaseline(device))
    return false;
  if (std::string problem = candidate.open(candidatePath, device); !problem.empty())
    return fail(problem);
  if (!measure(candidate))
    return false;
  ++rounds;
  for (Region &region : regions) {
    auto choices = tried.find(region.key);
    double before = baseline->getTime(region.dispatch), after = candidate.getTime(region.dispatch);
    if (choices == tried.end() || before == 0)
      continue;
    // Rounds see the machine in different states: what counts is the ratio.
    double best = 1 - kMinGain;
    if (!region.choices.empty())
      best *= region.time / region.defaultTime;
    if (after / before >= best)
      continue;
    region.choices = choices->second;
    region.time = after;
    region.defaultTime = before;
  }
  return true;
}

bool Tuner::tryCandidates(const sinter_device_t *device) {
  size_t rounds = std::max(std::size(kContractions), std::size(kStreams));
  std::map<std::string, std::string> strategies = baseline->strategies();
  for (size_t round = 0; round < rounds && !isTimeUp(); ++round) {
    auto choose = [&](const Region &region) -> std::string {
      auto candidates = getCandidates(strategies[region.dispatch]);
      return round < candidates.size() ? candidates[round] : "";
    };
    if (!compare(choose, device))
      return false;
  }
  return true;
}

/// More or fewer workgroups, on all processors, on top of what won on one.
bool Tuner::trySplits() {
  if (sinter_processor_count() < 2 || isTimeUp())
    return true;
  sinter_task_pool_t *pool;
  if (sinter_task_pool_create(0, &pool) != SINTER_OK)
    return fail("no memory for a pool of threads");
  sinter_device_t device = sinter_task_pool_device(pool);
  std::vector<Region> won = regions;
  bool ok = true;
  for (const char *split : kSplits) {
    auto choose = [&](const Region &region) -> std::string {
      const Region &base = won[&region - regions.data()];
      if (base.time < kMinSplitTime)
        return "";
      return base.choices + (base.choices.empty() ? "" : " ") + split;
    };
    ok = ok && (isTimeUp() || compare(choose, &device));
  }
  ok = ok && confirm(&device, won);
  baseline.reset();
  sinter_task_pool_destroy(pool);
  return ok;
}

/// Measures all winners together. Those that do not hold their gain fall back to what
/// they were in `otherwise`, or to the compiler's own choice.
bool Tuner::confirm(const sinter_device_t *device, llvm::ArrayRef<Region> otherwise) {
  std::vector<Region> won = std::move(regions);
  regions = won;
  for (Region &region : regions)
    region.choices.clear();
  auto choose = [&](const Region &region) { return won[&region - regions.data()].choices; };
  if (!compare(choose, device))
    return false;
  for (auto [old, region] : llvm::zip_first(otherwise, regions))
    if (region.choices.empty())
      region = old;
  return true;
}

static std::string describe(const Region &region) {
  return llvm::formatv("{0}: {1:f1} us, by rule {2:f1} us", region.dispatch, region.time / 1e3,
                       region.defaultTime / 1e3);
}

bool Tuner::store() {
  TuningFile file;
  if (llvm::sys::fs::exists(options.tuningFile)) {
    llvm::Expected<TuningFile> older = TuningFile::read(options.tuningFile);
    if (!older)
      return fail(llvm::toString(older.takeError()));
    file = std::move(*older);
  }
  TuningFile::Machine &machine = file.get(record.machineKey, record.cpu);
  for (const Region &region : regions) {
    llvm::erase_if(machine.regions, [&](auto &known) { return known.key == region.key; });
    if (region.choices.empty())
      continue;
    machine.set({region.key, region.choices, describe(region)});
  }
  llvm::Expected<std::unique_ptr<OutputFile>> output = OutputFile::open(options.tuningFile);
  if (!output)
    return fail(llvm::toString(output.takeError()));
  (*output)->os() << file.print();
  if (llvm::Error problem = (*output)->keep())
    return fail(llvm::toString(std::move(problem)));
  return true;
}

/// Says what was tried, what won, and where that is kept.
void Tuner::report() {
  size_t won = llvm::count_if(regions, [](const Region &r) { return !r.choices.empty(); });
  std::string text = llvm::formatv("measured {0} dispatches in {1} rounds within {2:f1} s; {3} are "
                                   "faster than by rule; saved in '{4}'",
                                   regions.size(), rounds, getSeconds(), won, options.tuningFile);
  for (const Region &region : regions)
    if (!region.choices.empty())
      text += "\n" + describe(region) + " (" + region.choices + ")";
  printRemark(messages, kCompilerName, text);
}

bool Tuner::run() {
  llvm::SmallString<128> paths[3];
  for (llvm::SmallString<128> &path : paths)
    if (std::error_code error = llvm::sys::fs::createTemporaryFile("sinter-tune", "sinter", path))
      return fail("no temporary file: " + error.message());
  llvm::FileRemover removers[] = {llvm::FileRemover(paths[0]), llvm::FileRemover(paths[1]),
                                  llvm::FileRemover(paths[2])};
  basePath = paths[0].str();
  candidatePath = paths[1].str();
  tuningPath = paths[2].str();

  if (!build(basePath, "", &record))
    return false;
  if (!openBaseline(&sinter_local_sync))
    return false;
  for (int i = 0; i < 3; ++i)
    if (std::string error = baseline->run(); !error.empty())
      return fail(error);
  double total = 0;
  for (auto &[dispatch, key] : record.regions)
    total += baseline->getTime(dispatch);
  for (auto &[dispatch, key] : record.regions)
    if (double time = baseline->getTime(dispatch); time > kMinShare * total)
      regions.push_back({dispatch, key, "", time, time});

  if (!tryCandidates(&sinter_local_sync) || !confirm(&sinter_local_sync) || !trySplits() ||
      !store())
    return false;
  report();
  return true;
}

bool sinter::tune(const Options &options, llvm::raw_ostream &messages) {
  return Tuner(options, messages).run();
}
