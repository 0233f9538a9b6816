// alarm() and ualarm(): the process's one real-time interval timer, kept by the dispatcher thread.
#pragma once

#include "base/lock.h"

namespace psig {

extern Lock<LockRank::kAlarm> g_alarm_lock; // for stopping all threads: none that has it stands still

// Microseconds to the first SIGALRM and between later ones; 0 disarms. Returns what was left, in microseconds. [any]
unsigned long long alarm_set(unsigned long long first_us, unsigned long long interval_us);

// The dispatcher's side: the handle it waits on, and what it does when it fires.
void *alarm_timer();
void alarm_fired();
void alarm_start();

} // namespace psig
