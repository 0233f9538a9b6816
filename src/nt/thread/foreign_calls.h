// The system's own calls that block, to which the replacements in import tables go on (src/interrupt/foreign_wait.h).
// They are in one table that tests may override, so that a signal can come between the last look and the wait.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

// The values of WAIT_IO_COMPLETION and the like in the SDK.
inline constexpr unsigned long kWaitAbandoned = 0x80, kWaitIoCompletion = 0xC0, kWaitTimeout = 258,
                               kWaitFailed = 0xFFFFFFFF, kMilliForever = 0xFFFFFFFF;
inline constexpr unsigned kMaxWaitHandles = 64;

//  result, field, name, parameters, module
#define PSIG_FOREIGN_CALLS(X)                                                                                          \
  X(void, sleep, Sleep, (unsigned long), "kernel32")                                                                   \
  X(unsigned long, sleep_ex, SleepEx, (unsigned long, int), "kernel32")                                                \
  X(unsigned long, wait_one, WaitForSingleObject, (Handle, unsigned long), "kernel32")                                 \
  X(unsigned long, wait_one_ex, WaitForSingleObjectEx, (Handle, unsigned long, int), "kernel32")                       \
  X(unsigned long, wait_several, WaitForMultipleObjects, (unsigned long, const Handle *, int, unsigned long),          \
    "kernel32")                                                                                                        \
  X(unsigned long, wait_several_ex, WaitForMultipleObjectsEx,                                                          \
    (unsigned long, const Handle *, int, unsigned long, int), "kernel32")                                              \
  X(unsigned long, signal_and_wait, SignalObjectAndWait, (Handle, Handle, unsigned long, int), "kernel32")             \
  X(int, read_file, ReadFile, (Handle, void *, unsigned long, unsigned long *, void *), "kernel32")                    \
  X(int, write_file, WriteFile, (Handle, const void *, unsigned long, unsigned long *, void *), "kernel32")            \
  X(unsigned long, message_wait, MsgWaitForMultipleObjects,                                                            \
    (unsigned long, const Handle *, int, unsigned long, unsigned long), "user32")                                      \
  X(unsigned long, message_wait_ex, MsgWaitForMultipleObjectsEx,                                                       \
    (unsigned long, const Handle *, unsigned long, unsigned long, unsigned long), "user32")                            \
  X(int, get_message_a, GetMessageA, (void *, void *, unsigned, unsigned), "user32")                                   \
  X(int, get_message_w, GetMessageW, (void *, void *, unsigned, unsigned), "user32")

struct ForeignCalls {
#define X(result, field, name, parameters, module) result(__stdcall *field) parameters;
  PSIG_FOREIGN_CALLS(X)
#undef X
};

extern ForeignCalls g_foreign; // the real ones

// Whether it stays signalled once it is: a thread's or a process's.
[[nodiscard]] bool stays_signalled(Handle handle);

// What GetMessage() answers if there is a message for it, which is removed then; kNoMessage; kNoWindow.
inline constexpr int kNoMessage = -2, kNoWindow = -3;
[[nodiscard]] int message_take(bool wide, void *message, void *window, unsigned first, unsigned last);
void foreign_messages_find(); // what that is made of, once user32 is there. [loader]
// The flags of MsgWaitForMultipleObjectsEx(), and what stands for every message in its mask.
inline constexpr unsigned long kMessageWaitAll = 1, kMessageWaitAlertable = 2, kEveryMessage = 0x1CFF;

} // namespace psig::nt
