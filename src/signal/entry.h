// The engine's side of EngineTable: arguments checked, errors as numbers, delivery before the return. [any] unless the
// public header says [thread].
#pragma once

#include "signal/engine_table.h"

namespace psig::entry {

Errno raise(int sig);
Errno kill(pid_t pid, int sig);
Errno sigqueue(pid_t pid, int sig, union sigval value);
Errno thread_kill(pthread_t pthread, int sig);
Errno thread_queue(pthread_t pthread, int sig, union sigval value);
Errno tgkill(pid_t process, pid_t tid, int sig);

Errno action(int sig, const struct sigaction *act, struct sigaction *old);
Errno action_alone(int sig, const struct sigaction *act, struct sigaction *old); // delivers nothing before it
Errno mask(int how, const sigset_t *set, sigset_t *old);
Errno pending(sigset_t *set);
Errno altstack(const stack_t *ss, stack_t *old);

Errno suspend(const sigset_t *mask);
Errno timedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);

bool thread_creating(sigset_t *mask);
void thread_created(pthread_t pthread, unsigned long tid, std::atomic<std::uint32_t> *go);
void thread_started(pthread_t self, const sigset_t *mask);
void thread_is(pthread_t self);
void jump_save(sigset_t *mask);
void jump_landed(const sigset_t *mask);

void cancel(pthread_t pthread, const posix_signals_cancel_calls *calls);
void cancel_point();

unsigned delivery_methods(unsigned methods);
int fallback_delay(int milliseconds);
void *event();
int dispatch();

} // namespace psig::entry
