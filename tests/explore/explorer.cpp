// The scheduler. Built as it is, without the replaced atomics.
#include "explore/explorer.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <unordered_set>

namespace explore {
namespace {

constexpr std::size_t kStack = 256 * 1024, kMostThreads = 6;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15ull + (a << 6) + (a >> 2))) * 0xBF58476D1CE4E5B9ull;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBull;
  return h ^ (h >> 31);
}
std::uint64_t number(const void *where) { return reinterpret_cast<std::uintptr_t>(where); }

// What a thread has done and seen: equal histories of all threads are one state (Mazurkiewicz).
struct Fiber {
  void *sp = nullptr;
  unsigned char *stack = nullptr;
  const std::function<void()> *body = nullptr;
  std::uint64_t history = 0, points = 0; // `points`: where in its code, between two things that it does
  const void *asleep = nullptr;
  std::uint64_t deadline = kForever;
  bool done = false;
  unsigned held = 0; // suspensions
};

struct Place { // an atomic: its last write, and the reads since
  std::uint64_t written = 0, read = 0;
};

struct Choice {
  unsigned options, taken;
};

struct Step {
  int thread;
  const void *where;
  Kind kind;
  std::uint64_t value;
};

Fiber g_fibers[kMostThreads];
int g_count = 0, g_self = -1;
void *g_main_sp;
const Model *g_model;
Limits g_limits;
bool g_running = false;
std::vector<Choice> g_path;
std::size_t g_depth;
unsigned g_preemptions;
std::uint64_t g_now;
std::unordered_map<std::uint64_t, Place> g_places;
std::unordered_set<std::uint64_t> g_visited;
std::vector<Step> g_steps;
std::string g_failure;
bool g_cut; // a state that has been explored
std::map<const void *, std::string> g_names;

// Who has ever read and written it, in any order so far. What one thread alone uses, or all only read, is no place to
// let others go on; when one turns out to be more than that, the exploration begins anew.
struct Use {
  unsigned users = 0, writers = 0;
  [[nodiscard]] bool shared() const { return writers != 0 && (users & (users - 1)) != 0; }
};
std::unordered_map<std::uint64_t, Use> g_uses;
bool g_grown;

extern "C" void explore_switch(void **save, void *to);
__asm__(R"(
        .text
        .globl explore_switch
explore_switch:
        pushq %rbp
        pushq %rbx
        pushq %r12
        pushq %r13
        pushq %r14
        pushq %r15
        movq %rsp, (%rdi)
        movq %rsi, %rsp
        popq %r15
        popq %r14
        popq %r13
        popq %r12
        popq %rbx
        popq %rbp
        ret
)");

[[noreturn]] void leave() { // the execution is over
  void *unused;
  g_running = false;
  explore_switch(&unused, g_main_sp);
  std::abort();
}

std::uint64_t state() {
  std::uint64_t key = mix(g_now, 0);
  for (int i = 0; i < g_count; ++i) {
    const Fiber &f = g_fibers[i];
    key = mix(mix(key, f.history), f.points);
    key = mix(key, number(f.asleep) * 8 + f.done * 4u + f.held);
  }
  if (g_limits.preemptions != ~0u) key = mix(mix(key, static_cast<std::uint64_t>(g_self)), g_preemptions);
  return key;
}

// The number of the possibility taken here; a state that is not new ends the execution.
unsigned decide(unsigned options) {
  if (options == 1) return 0;
  if (g_depth == g_path.size()) {
    if (!g_visited.insert(state()).second) {
      g_cut = true;
      leave();
    }
    g_path.push_back({options, 0});
  }
  if (g_path[g_depth].options != options) {
    g_failure = "the model is not deterministic";
    leave();
  }
  return g_path[g_depth++].taken;
}

bool can_go_on(const Fiber &f) { return !f.done && f.held == 0 && (f.asleep == nullptr || f.deadline != kForever); }

void go_to(int next) {
  Fiber &from = g_fibers[g_self], &to = g_fibers[next];
  if (next != g_self) {
    g_self = next;
    explore_switch(&from.sp, to.sp);
  }
  Fiber &here = g_fibers[g_self];
  if (here.asleep != nullptr) { // its deadline
    here.asleep = nullptr;
    if (here.deadline > g_now) g_now = here.deadline;
    here.history = mix(here.history, 77);
  }
}

void schedule() {
  int options[kMostThreads];
  unsigned count = 0;
  const bool stays = can_go_on(g_fibers[g_self]) && g_fibers[g_self].asleep == nullptr;
  if (stays) options[count++] = g_self;
  if (!stays || g_preemptions < g_limits.preemptions)
    for (int i = 0; i < g_count; ++i)
      if (!(i == g_self && stays) && can_go_on(g_fibers[i])) options[count++] = i;
  if (count == 0) leave();
  const int next = options[decide(count)];
  if (stays && next != g_self) ++g_preemptions;
  go_to(next);
}

extern "C" [[noreturn]] void explore_begin() {
  g_fibers[g_self].history = mix(g_fibers[g_self].history, 11);
  (*g_fibers[g_self].body)();
  Fiber &f = g_fibers[g_self];
  f.done = true;
  f.history = mix(f.history, 99);
  schedule(); // away for good
  std::abort();
}

void prepare(Fiber &f, const std::function<void()> &body) {
  unsigned char *stack = f.stack;
  if (stack == nullptr)
    stack =
        static_cast<unsigned char *>(mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  f = Fiber{};
  f.stack = stack;
  f.body = &body;
  auto **top = reinterpret_cast<void **>(stack + kStack - 64);
  *--top = nullptr; // alignment as after a call
  *--top = reinterpret_cast<void *>(&explore_begin);
  for (int i = 0; i < 6; ++i) *--top = nullptr;
  f.sp = top;
}

std::string order() {
  std::string text;
  char line[160];
  for (const Step &s : g_steps) {
    const auto named = g_names.find(s.where);
    char address[32];
    std::snprintf(address, sizeof address, "%p", s.where);
    std::snprintf(line, sizeof line, "  %*s%d %s %s = %llx\n", s.thread * 12, "", s.thread,
                  s.kind == Kind::kLoad    ? "reads"
                  : s.kind == Kind::kStore ? "writes"
                                           : "updates",
                  named != g_names.end() ? named->second.c_str() : address, static_cast<unsigned long long>(s.value));
    text += line;
  }
  return text;
}

bool next_path() {
  while (!g_path.empty() && g_path.back().taken + 1 == g_path.back().options) g_path.pop_back();
  if (g_path.empty()) return false;
  ++g_path.back().taken;
  return true;
}

void execute() {
  g_depth = 0;
  g_preemptions = 0;
  g_now = 0;
  g_cut = false;
  g_places.clear();
  g_steps.clear();
  g_self = -1;
  if (g_model->setup) g_model->setup();
  g_count = static_cast<int>(g_model->threads.size());
  for (int i = 0; i < g_count; ++i) {
    prepare(g_fibers[i], g_model->threads[static_cast<std::size_t>(i)]);
    g_fibers[i].history = static_cast<std::uint64_t>(i) + 1;
  }
  g_running = true;
  const int first = static_cast<int>(decide(static_cast<unsigned>(g_count)));
  g_self = first;
  explore_switch(&g_main_sp, g_fibers[first].sp);
  g_self = -1;
  g_running = false;
}

} // namespace

Result run(const Model &model, Limits limits) {
  Result result;
  g_model = &model;
  g_limits = limits;
  g_path.clear();
  g_visited.clear();
  g_failure.clear();
  g_uses.clear();
  do {
    g_grown = false;
    execute();
    ++result.executions;
    if (g_failure.empty() && g_grown) {
      g_path.clear();
      g_visited.clear();
    }
    bool all = true;
    for (int i = 0; i < g_count; ++i) all = all && g_fibers[i].done;
    if (g_failure.empty() && !g_cut) {
      ++result.ends;
      if (all && model.check) model.check();
      if (!all && model.stuck) model.stuck();
      if (!all && !model.stuck) g_failure = "no thread can go on";
    }
    if (std::getenv("EXPLORE_PRINT") != nullptr) std::printf("%s\n%s", g_cut ? "cut" : "to the end", order().c_str());
    if (g_failure.empty() && result.executions >= limits.executions) g_failure = "too many orders for this model";
  } while (g_failure.empty() && (g_grown || next_path()));
  result.states = g_visited.size();
  if (!g_failure.empty()) result.failure = g_failure + "; in this order:\n" + order();
  return result;
}

void expect(bool holds, const char *what) {
  if (holds || !g_failure.empty()) return;
  g_failure = what;
  if (g_running) leave();
}

int self() { return g_self; }
bool ended(int thread) { return g_fibers[thread].done; }
bool sleeps(int thread) { return g_fibers[thread].asleep != nullptr; }
bool held(int thread) { return g_fibers[thread].held != 0; }
std::uint64_t now() { return g_now; }
void name(const void *where, const char *as) { g_names[where] = as; }

unsigned choose(unsigned options) {
  const unsigned taken = decide(options);
  g_fibers[g_self].history = mix(g_fibers[g_self].history, taken);
  return taken;
}

void before(const void *where, Kind kind) {
  if (!g_running) return;
  ++g_fibers[g_self].points;
  Use &use = g_uses[number(where)];
  const bool known = use.shared();
  use.users |= 1u << g_self;
  if (kind != Kind::kLoad) use.writers |= 1u << g_self;
  if (!use.shared()) return;
  g_grown |= !known;
  schedule();
  if (g_model->resumed) g_model->resumed();
}

void after(const void *where, Kind kind, std::uint64_t value) {
  if (!g_running) return;
  Fiber &f = g_fibers[g_self];
  Place &place = g_places[number(where)];
  f.history = mix(mix(f.history, number(where)), mix(place.written, static_cast<std::uint64_t>(kind)));
  if (kind == Kind::kLoad) {
    place.read += f.history; // in whatever order they were
  } else {
    f.history = mix(mix(f.history, place.read), value);
    place.written = f.history;
    place.read = 0;
  }
  g_steps.push_back({g_self, where, kind, value});
}

void step(const void *what) {
  before(what, Kind::kLoad);
  after(what, Kind::kLoad, 0);
}

void suspend(int thread) {
  before(&g_fibers[thread], Kind::kUpdate);
  Fiber &f = g_fibers[thread];
  ++f.held;
  g_fibers[g_self].history = mix(g_fibers[g_self].history, f.history);
  after(&f, Kind::kUpdate, 1);
}

void resume(int thread) {
  if (!g_running) return;
  before(&g_fibers[thread], Kind::kUpdate);
  Fiber &f = g_fibers[thread];
  --f.held;
  after(&f, Kind::kUpdate, 0);
  f.history = mix(f.history, g_fibers[g_self].history);
}

void sleep_on(const void *where, const std::uint32_t *word, std::uint32_t seen, std::uint64_t deadline) {
  before(where, Kind::kLoad);
  after(where, Kind::kLoad, *word);
  if (*word != seen) return;
  Fiber &f = g_fibers[g_self];
  f.deadline = deadline;
  f.asleep = where;
  schedule();
  if (g_model->resumed) g_model->resumed();
}

void wake(const void *where, bool all) {
  before(where, Kind::kUpdate);
  after(where, Kind::kUpdate, 0);
  for (int i = 0; i < g_count; ++i) {
    Fiber &f = g_fibers[i];
    if (f.asleep != where) continue;
    f.asleep = nullptr;
    f.history = mix(f.history, g_fibers[g_self].history);
    if (!all) return;
  }
}

} // namespace explore
