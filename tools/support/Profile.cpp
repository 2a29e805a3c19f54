//===- Profile.cpp - Time spent in each dispatch --------------------------===//

#include "tools/support/Profile.h"
#include "sinter/posix.h"
#include <algorithm>
#include <cstdio>
#include <utility>

using namespace sinter::tools;

Profile::Profile(const sinter_module_t *module, sinter_session_t *session)
    : module(module), session(session), byDispatch(module->dispatch_count) {
  sinter_session_set_trace(session, listen, this);
}

Profile::~Profile() { sinter_session_set_trace(session, nullptr, nullptr); }

void Profile::reset() { byDispatch.assign(byDispatch.size(), Entry()); }

void Profile::listen(void *context, uint32_t dispatch, uint32_t isEnd) {
  auto *profile = static_cast<Profile *>(context);
  if (!isEnd) {
    profile->begin = sinter_clock();
    return;
  }
  uint64_t end = sinter_clock();
  // A stripped module has no table, but its dispatches still have numbers.
  if (dispatch >= profile->byDispatch.size()) {
    if (dispatch >= 1u << 20)
      return;
    profile->byDispatch.resize(dispatch + 1);
  }
  profile->byDispatch[dispatch].nanoseconds += end - profile->begin;
  ++profile->byDispatch[dispatch].calls;
}

/// Joins the names of the model's nodes that a dispatch computes.
static std::string formatNodes(const sinter_module_t *module, uint32_t dispatch) {
  std::string result;
  const char *node;
  for (uint32_t i = 0;
       sinter_module_dispatch_node(module, dispatch, i, &node) == SINTER_OK && i < 4; ++i)
    result += (i ? ", " : "") + std::string(node);
  return result;
}

std::string Profile::format(uint64_t runs) const {
  std::vector<uint32_t> order;
  double total = 0;
  for (uint32_t i = 0; i < byDispatch.size(); ++i) {
    if (byDispatch[i].calls > 0)
      order.push_back(i);
    total += double(byDispatch[i].nanoseconds);
  }
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::make_pair(byDispatch[b].nanoseconds, a) <
           std::make_pair(byDispatch[a].nanoseconds, b);
  });

  std::string result = "      us      %  GFLOP/s  dispatch [nodes]\n";
  for (uint32_t i : order) {
    double nanoseconds = double(byDispatch[i].nanoseconds) / double(runs);
    double callsPerRun = double(byDispatch[i].calls) / double(runs);
    sinter_dispatch_info_t info;
    bool isKnown = sinter_module_dispatch(module, i, &info) == SINTER_OK;
    std::string name = isKnown && *info.name ? info.name : "dispatch " + std::to_string(i);
    std::string nodes = isKnown ? formatNodes(module, i) : "";
    double rate = isKnown && nanoseconds > 0 ? double(info.flops) * callsPerRun / nanoseconds : 0;
    char line[80];
    std::snprintf(line, sizeof(line), "%8.1f  %5.1f  %7.1f  ", nanoseconds / 1e3,
                  total > 0 ? 100 * double(byDispatch[i].nanoseconds) / total : 0, rate);
    result += line + name + (nodes.empty() ? "" : " [" + nodes + "]") + "\n";
  }
  return result;
}
