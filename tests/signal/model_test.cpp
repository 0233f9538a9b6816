// Random operations on the portable units against a model that is too simple to be wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <cstddef>
#include <memory>
#include <random>
#include <vector>

#include "signal/generate.h"

using namespace psig;

namespace {

constexpr int kThreads = 4, kNobody = -1;

// Pending signals as lists, by owner; threads 0..3 (0 is main), the process is 4.
struct Model {
  struct Owner {
    std::map<int, std::deque<std::uint64_t>> pending;
    SigSet blocked = 0, accepting = 0;
    bool waiting = false, gone = false;
    [[nodiscard]] SigSet bits() const {
      SigSet set = 0;
      for (const auto &[signo, queue] : pending) set |= queue.empty() ? 0 : bit(signo);
      return set;
    }
  } owner[kThreads + 1];
  std::uintptr_t handler[kSigMax + 1] = {};

  [[nodiscard]] int queued() const {
    std::size_t count = 0;
    for (const Owner &one : owner)
      for (const auto &[signo, queue] : one.pending) count += is_realtime(signo) ? queue.size() : 0;
    return static_cast<int>(count);
  }
  void discard(SigSet which) {
    for (Owner &one : owner) std::erase_if(one.pending, [=](const auto &entry) { return has(which, entry.first); });
  }
  [[nodiscard]] int choose(int signo) const {
    const auto open = [&](int i) { return !owner[i].gone && !has(owner[i].blocked, signo); };
    for (int i = 0; i < kThreads; ++i)
      if (!owner[i].gone && has(owner[i].accepting, signo)) return i;
    if (open(0)) return 0;
    for (int i = 0; i < kThreads; ++i)
      if (open(i) && owner[i].waiting) return i;
    for (int i = 0; i < kThreads; ++i)
      if (open(i)) return i;
    return kNobody;
  }
};

class Walk {
public:
  explicit Walk(unsigned seed) : random_(seed) {
    for (int i = 0; i < kThreads; ++i) threads_[i].next = i + 1 < kThreads ? &threads_[i + 1] : nullptr;
    threads_[0].main = true;
    process_->threads = &threads_[0];
    g_memory.clear();
    process_->pool.grows_by(more);
  }

  void step() {
    switch (pick(10)) {
    case 0: change_mask(); break;
    case 1: change_acceptance(); break;
    case 2: change_action(); break;
    case 3: threads_[1 + pick(kThreads - 1)].waiting.store(0), sync_waiting(); break;
    case 4:
    case 5: take(); break;
    default: send(); break;
    }
    compare();
  }

private:
  static void *more(std::size_t bytes) { return g_memory.emplace_back(new std::max_align_t[bytes / 16 + 1]{}).get(); }
  static inline std::vector<std::unique_ptr<std::max_align_t[]>> g_memory;

  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  int signal() {
    static constexpr int kSignals[] = {1, 9, 10, 15, 17, 18, 19, 20, 21, 34, 35, 64};
    return kSignals[pick(static_cast<int>(std::size(kSignals)))];
  }
  SigSet some() { return (SigSet{random_()} << 32 | random_()) & ~kUnblockable; }
  void sync_waiting() {
    for (int i = 0; i < kThreads; ++i) model_.owner[i].waiting = threads_[i].waiting.load() != 0;
  }

  void change_mask() {
    const int who = pick(kThreads);
    const SigSet mask = pick(3) == 0 ? 0 : some();
    threads_[who].blocked.store(mask);
    model_.owner[who].blocked = mask;
    threads_[who].waiting.store(static_cast<std::uint32_t>(pick(2)));
    sync_waiting();
  }

  void change_acceptance() {
    const int who = pick(kThreads);
    const SigSet set = pick(2) == 0 ? 0 : some();
    threads_[who].accepting.store(set);
    model_.owner[who].accepting = set;
  }

  void change_action() {
    const int signo = signal();
    const std::uintptr_t handler = pick(2) == 0 ? static_cast<std::uintptr_t>(pick(2)) : 0x1234;
    const Errno error = process_->actions.set(signo, {.handler = handler});
    EXPECT_EQ(error, has(kUnblockable, signo) ? EINVAL : 0);
    if (error == 0) model_.handler[signo] = handler;
  }

  void send() {
    const int signo = signal();
    const int to = pick(2) == 0 ? kNobody : pick(kThreads);
    const bool must_queue = pick(2) == 0;
    const std::uint64_t value = ++value_;
    const Decision decision =
        generate(*process_, to == kNobody ? nullptr : &threads_[to], {.signo = signo, .value = value}, must_queue);
    expect_as_model(decision, signo, to, must_queue, value);
  }

  void expect_as_model(const Decision &decision, int signo, int to, bool must_queue, std::uint64_t value) {
    if (has(kStopSet, signo)) model_.discard(kContinueSet);
    if (signo == 18) model_.discard(kStopSet);
    EXPECT_EQ(decision.resume, signo == 18);
    const std::uintptr_t handler = model_.handler[signo];
    const DefaultAction action = signal_entry(signo).action;
    const bool ignored = handler == 1 || (handler == 0 && action == DefaultAction::kIgnore);
    SigSet wanted = model_.owner[to == kNobody ? 0 : to].blocked;
    for (const Model::Owner &one : model_.owner)
      if (to == kNobody) wanted |= one.accepting & one.blocked;
    if (ignored && !has(wanted, signo)) {
      EXPECT_EQ(decision.next, Next::kNothing);
      return;
    }
    int thread = to == kNobody ? model_.choose(signo) : to;
    if (to != kNobody && has(model_.owner[to].blocked & ~model_.owner[to].accepting, signo)) thread = kNobody;
    const bool accepted = thread != kNobody && has(model_.owner[thread].accepting, signo);
    if (handler == 0 && action != DefaultAction::kIgnore &&
        (has(kUnblockable, signo) || (thread != kNobody && !accepted))) {
      const Next next[] = {Next::kTerminate, Next::kCore, Next::kNothing, Next::kStop, Next::kNothing};
      EXPECT_EQ(decision.next, next[static_cast<int>(action)]);
      return;
    }
    std::deque<std::uint64_t> &queue = model_.owner[to == kNobody ? kThreads : to].pending[signo];
    if (is_realtime(signo) && must_queue && model_.queued() == static_cast<int>(kQueueMax)) {
      EXPECT_EQ(decision.error, EAGAIN);
      return;
    }
    if (is_realtime(signo) || queue.empty()) queue.push_back(value);
    EXPECT_EQ(decision.error, 0);
    EXPECT_EQ(decision.next, thread == kNobody ? Next::kNothing : Next::kReach);
    EXPECT_EQ(decision.thread, thread == kNobody ? nullptr : &threads_[thread]);
  }

  void take() {
    const int who = pick(kThreads + 1);
    PendingSet &set = who == kThreads ? process_->pending : threads_[who].pending;
    auto &pending = model_.owner[who].pending;
    const SigSet allowed = some();
    Record record;
    const bool got = set.take(process_->pool, allowed, &record);
    const SigSet candidates = model_.owner[who].bits() & allowed;
    ASSERT_EQ(got, candidates != 0);
    if (!got) return;
    EXPECT_EQ(record.signo, lowest(candidates));
    EXPECT_EQ(record.value, pending[record.signo].front());
    pending[record.signo].pop_front();
  }

  void compare() {
    for (int i = 0; i < kThreads; ++i) ASSERT_EQ(threads_[i].pending.bits(), model_.owner[i].bits());
    ASSERT_EQ(process_->pending.bits(), model_.owner[kThreads].bits());
    ASSERT_EQ(process_->pool.in_use(), static_cast<unsigned>(model_.queued()));
  }

  std::mt19937 random_;
  std::unique_ptr<ProcessSignals> process_ = std::make_unique<ProcessSignals>();
  ThreadSignals threads_[kThreads];
  Model model_;
  std::uint64_t value_ = 0;
};

} // namespace

TEST(model, agrees_over_random_walks) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    const auto walk = std::make_unique<Walk>(seed);
    for (int i = 0; i < 400; ++i) {
      walk->step();
      if (testing::Test::HasFailure()) {
        FAIL() << "seed " << seed << " step " << i;
      }
    }
  }
}
