// The replacements of user32's waits for messages (foreign_wait.h). [thread]
#pragma once

#include "nt/thread/foreign_calls.h"

namespace psig {

unsigned long __stdcall message_wait_ex(unsigned long count, const nt::Handle *handles, unsigned long milliseconds,
                                        unsigned long mask, unsigned long flags);
unsigned long __stdcall message_wait(unsigned long count, const nt::Handle *handles, int all,
                                     unsigned long milliseconds, unsigned long mask);
int __stdcall get_message_a(void *message, void *window, unsigned first, unsigned last);
int __stdcall get_message_w(void *message, void *window, unsigned first, unsigned last);

} // namespace psig
