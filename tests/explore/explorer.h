// Runs code with atomics in every order: a scheduler for models of a few threads, natively.
//
// The code under test is the repository's own, compiled with explored_atomic.h in the place of std::atomic, so that
// each access to an atomic, each sleep and each wake is a point where another thread may go on. The threads are
// fibers of one real thread; an order is run from the beginning, as a list of choices, and the next one differs in
// the last choice that had another possibility. Two orders that differ in nothing that any thread could see lead to
// the same state: what follows such a state is explored once. docs/adr/0013 says what that covers, and what not.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace explore {

enum class Kind : unsigned char { kLoad, kStore, kUpdate };

inline constexpr std::uint64_t kForever = ~std::uint64_t{0};

struct Limits {
  unsigned preemptions = ~0u;            // switches away from a thread that could go on
  std::uint64_t executions = 20'000'000; // more is a failure: the model is too large
};

struct Result {
  std::string failure; // empty: no order breaks anything; else what, and the order
  std::uint64_t executions = 0, ends = 0, states = 0;
};

struct Model {
  std::function<void()> setup; // before each execution, in no thread
  std::vector<std::function<void()>> threads;
  std::function<void()> check;   // after an execution in which all threads have ended
  std::function<void()> stuck;   // in which none can go on; without it that is a failure
  std::function<void()> resumed; // on a thread that goes on after it was not running
};

[[nodiscard]] Result run(const Model &model, Limits limits = {});

// ---- for models ----
void expect(bool holds, const char *what);       // else this order is the failure
[[nodiscard]] int self();                        // the running thread's index; -1 in none
[[nodiscard]] unsigned choose(unsigned options); // each of 0..options-1 is explored
void step(const void *what);                     // a point where others may go on, and nothing else
void name(const void *where, const char *as);    // in the order that is printed
void suspend(int thread);                        // it does not go on until
void resume(int thread);
[[nodiscard]] bool ended(int thread);
[[nodiscard]] bool sleeps(int thread);
[[nodiscard]] bool held(int thread);
[[nodiscard]] std::uint64_t now();

// ---- for explored_atomic.h and the stand-ins of the platform ----
void before(const void *where, Kind kind);
void after(const void *where, Kind kind, std::uint64_t value);
// Sleeps if the word is `seen`, until a wake; with a deadline it may pass at any time.
void sleep_on(const void *where, const std::uint32_t *word, std::uint32_t seen, std::uint64_t deadline);
void wake(const void *where, bool all);

} // namespace explore
