// What every benchmark program shares: batches that alternate, so that noise hits all rivals alike, their median and
// 90th percentile, a table on standard output and JSON for scripts/bench.
//
//   Report report(argc, argv);                       // --json FILE, --share N: an Nth of the rounds
//   report.alternate(30, {{"ours", [&] { ... return ns_per_operation; }}, {"raw", ...}});
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

namespace bench {

inline double now_ns() {
  return static_cast<double>(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}

// A benchmark that does not do its work measures nothing.
inline void require(bool held, const char *what) {
  if (held) return;
  std::fprintf(stderr, "bench: failed: %s\n", what);
  std::_Exit(2);
}

inline double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

// The mean of one batch of `count` calls.
template <typename Operation> double per_operation(int count, Operation operation) {
  const double start = now_ns();
  for (int i = 0; i < count; ++i) operation();
  return (now_ns() - start) / count;
}

// As many calls as fit into a fraction of a time slice: on a loaded machine a longer batch measures its neighbours,
// and a slower rival would be hit more often.
template <typename Operation> int calls_per_slice(Operation operation) {
  constexpr double kSlice = 200'000;
  for (int count = 16;; count *= 2)
    if (per_operation(count, operation) * count >= kSlice || count >= 1 << 20) return count;
}

struct Rival {
  const char *name;
  std::function<double()> batch; // nanoseconds per operation
};

class Report {
public:
  Report(int argc, char **argv) {
    for (int i = 1; i + 1 < argc; ++i) {
      if (std::strcmp(argv[i], "--json") == 0) json_ = argv[i + 1];
      if (std::strcmp(argv[i], "--share") == 0) share_ = std::max(1, std::atoi(argv[i + 1]));
    }
  }
  Report(const Report &) = delete;
  Report &operator=(const Report &) = delete;
  ~Report() {
    print();
    if (!json_.empty()) write_json();
  }

  // One round to warm up, then `rounds` batches of each, in turn.
  void alternate(int rounds, std::initializer_list<Rival> rivals) {
    const std::size_t first = rows_.size();
    for (const Rival &rival : rivals) rows_.push_back({rival.name, {}});
    for (int round = -1; round < std::max(2, rounds / share_); ++round) {
      std::size_t row = first;
      for (const Rival &rival : rivals) {
        const double value = rival.batch();
        if (round >= 0) rows_[row].batches.push_back(value);
        ++row;
      }
    }
  }

private:
  struct Row {
    std::string name;
    std::vector<double> batches;
  };

  void print() const {
    std::printf("|        median ns/op |           p90 ns/op | batches | benchmark\n");
    std::printf("|--------------------:|--------------------:|--------:|:---------\n");
    for (const Row &row : rows_)
      std::printf("| %19.1f | %19.1f | %7zu | %s\n", quantile(row.batches, 0.5), quantile(row.batches, 0.9),
                  row.batches.size(), row.name.c_str());
    std::fflush(stdout);
  }

  void write_json() const {
    std::FILE *file = std::fopen(json_.c_str(), "w");
    require(file != nullptr, "the JSON file can be written");
    std::fprintf(file, "{");
    for (const Row &row : rows_) {
      std::fprintf(file, "%s\n  \"%s\": [", &row == rows_.data() ? "" : ",", row.name.c_str());
      for (std::size_t i = 0; i < row.batches.size(); ++i)
        std::fprintf(file, "%s%.1f", i == 0 ? "" : ", ", row.batches[i]);
      std::fprintf(file, "]");
    }
    std::fprintf(file, "\n}\n");
    std::fclose(file);
  }

  std::string json_;
  int share_ = 1;
  std::vector<Row> rows_;
};

} // namespace bench
