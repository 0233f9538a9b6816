// GetMessage() looks and waits in turn. [thread]
#include "interrupt/message_wait.h"

#include "interrupt/interruptible_wait.h"

namespace psig {

unsigned long __stdcall message_wait_ex(unsigned long count, const nt::Handle *handles, unsigned long milliseconds,
                                        unsigned long mask, unsigned long flags) {
  const bool room = (flags & nt::kMessageWaitAll) == 0 && count < nt::kMaxWaitHandles - 1;
  Thread *thread = milliseconds != 0 && room ? waiter() : nullptr;
  if (thread == nullptr) return nt::g_foreign.message_wait_ex(count, handles, milliseconds, mask, flags);
  nt::Handle copy[nt::kMaxWaitHandles];
  for (unsigned i = 0; i < count; ++i) copy[i] = handles[i];
  copy[count] = thread->wait_event.load(std::memory_order_relaxed);
  return interruptible_wait(thread, milliseconds, [&](unsigned long left) {
    const unsigned long answer = nt::g_foreign.message_wait_ex(count + 1, copy, left, mask, flags);
    if (answer == count) return kWoken;
    return answer == count + 1 ? count : answer; // input
  });
}

unsigned long __stdcall message_wait(unsigned long count, const nt::Handle *handles, int all,
                                     unsigned long milliseconds, unsigned long mask) {
  return message_wait_ex(count, handles, milliseconds, mask, all != 0 ? nt::kMessageWaitAll : 0);
}

namespace {

// What comes between a look and the wait counts as new for the wait.
bool get_message(bool wide, void *message, void *window, unsigned first, unsigned last, int *answer) {
  if (waiter() == nullptr) return false;
  do *answer = nt::message_take(wide, message, window, first, last);
  while (*answer == nt::kNoMessage &&
         message_wait_ex(0, nullptr, nt::kMilliForever, nt::kEveryMessage, 0) != nt::kWaitFailed);
  return *answer >= 0;
}

} // namespace

int __stdcall get_message_a(void *message, void *window, unsigned first, unsigned last) {
  int answer;
  return get_message(false, message, window, first, last, &answer)
             ? answer
             : nt::g_foreign.get_message_a(message, window, first, last);
}

int __stdcall get_message_w(void *message, void *window, unsigned first, unsigned last) {
  int answer;
  return get_message(true, message, window, first, last, &answer)
             ? answer
             : nt::g_foreign.get_message_w(message, window, first, last);
}

} // namespace psig
