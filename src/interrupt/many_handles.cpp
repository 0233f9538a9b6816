// many_handles.h says how. The helper is made for each round in which the wait really blocks. It lets go before
// handlers run, which may jump out.
#include "interrupt/many_handles.h"

#include <atomic>
#include <new>

#include "interrupt/interruptible_wait.h"
#include "nt/system/memory.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

using nt::g_foreign;
using nt::Handle;

// Waits elsewhere for what stays signalled. Both its maker and its thread hold it; the later one frees it.
struct Helper {
  Handle handles[2]; // what it waits for, and what ends that
  Handle event;      // set when the first is signalled
  std::atomic<int> owners{2};
};

void let_go(Helper *helper) {
  if (helper->owners.fetch_sub(1) != 1) return;
  for (Handle handle : {helper->handles[0], helper->handles[1], helper->event})
    if (handle != nullptr) nt::handle_close(handle);
  nt::memory_release(helper);
}

void help(void *argument) {
  auto *helper = static_cast<Helper *>(argument);
  (void)library_thread_started();
  if (nt::wait_any(helper->handles, 2, nt::kForever) == 0) nt::event_set(helper->event);
  let_go(helper);
}

// For as long as it lives. False: there could be none.
class Helped {
public:
  Helped(Handle handle, Handle event) {
    void *memory = nt::memory_commit(sizeof(Helper));
    if (memory == nullptr) return;
    auto *helper = new (memory) Helper{{nt::handle_copy(handle), nt::auto_event_create()}, nt::handle_copy(event)};
    const bool whole = helper->handles[0] != nullptr && helper->handles[1] != nullptr && helper->event != nullptr;
    if (whole && library_thread_begin(help, helper)) {
      helper_ = helper;
    } else {
      helper->owners.store(1);
      let_go(helper);
    }
  }
  ~Helped() {
    if (helper_ == nullptr) return;
    nt::event_set(helper_->handles[1]);
    let_go(helper_);
  }
  Helped(const Helped &) = delete;
  Helped &operator=(const Helped &) = delete;
  explicit operator bool() const { return helper_ != nullptr; }

private:
  Helper *helper_ = nullptr;
};

} // namespace

unsigned long wait_for_all(Thread *thread, unsigned long count, const Handle *handles, unsigned long milliseconds,
                           int alertable) {
  const unsigned long now = g_foreign.wait_several_ex(count, handles, 1, 0, 0); // which also tells what is wrong
  if (now != nt::kWaitTimeout) return now;
  Handle other = nullptr;
  for (unsigned i = 0; i < count; ++i) {
    if (nt::stays_signalled(handles[i])) continue;
    if (other != nullptr) return kNotHere;
    other = handles[i];
  }
  const std::uint64_t deadline = nt::deadline_after_ms(milliseconds);
  for (unsigned i = 0; i < count; ++i) {
    if (handles[i] == other) continue;
    if (const unsigned long answer =
            interruptible_wait_one(thread, handles[i], nt::milliseconds_until(deadline), alertable);
        answer != 0)
      return answer;
  }
  return other != nullptr ? interruptible_wait_one(thread, other, nt::milliseconds_until(deadline), alertable) : 0;
}

unsigned long wait_for_one_of_most(Thread *thread, const Handle *handles, unsigned long milliseconds, int alertable) {
  constexpr unsigned kMost = nt::kMaxWaitHandles;
  const unsigned long now = g_foreign.wait_several_ex(kMost, handles, 0, 0, alertable);
  if (now != nt::kWaitTimeout) return now;
  unsigned left_out = 0;
  while (left_out < kMost && !nt::stays_signalled(handles[left_out])) ++left_out;
  if (left_out == kMost) return kNotHere;
  Handle rest[kMost];
  for (unsigned i = 0, at = 0; i < kMost; ++i)
    if (i != left_out) rest[at++] = handles[i];
  rest[kMost - 1] = thread->wait_event.load();
  return interruptible_wait(thread, milliseconds, [&](unsigned long left) {
    const Helped helped(handles[left_out], rest[kMost - 1]);
    if (!helped) return g_foreign.wait_several_ex(kMost, handles, 0, left, alertable);
    const unsigned long answer = g_foreign.wait_several_ex(kMost, rest, 0, left, alertable);
    if (answer == kMost - 1) {
      const unsigned long who = g_foreign.wait_several_ex(kMost, handles, 0, 0, 0);
      return who == nt::kWaitTimeout ? kWoken : who;
    }
    const bool of_a_handle = answer < kMost || answer - nt::kWaitAbandoned < kMost;
    return of_a_handle && answer % nt::kWaitAbandoned >= left_out ? answer + 1 : answer;
  });
}

} // namespace psig
