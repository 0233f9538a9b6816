// The engine in the explorer: src/signal/*.cpp as it is, with a machine and a system below it that have a few
// threads.
//
// A thread of a model runs its own code, calls of the library, and system code. It can be suspended before each of
// its steps, and made to enter the trampoline there, as by SuspendThread and SetThreadContext. The trampoline is the
// one thing that is written anew here: each step of world.cpp's names the lines of trampoline.S that it stands for.
#pragma once

#include "explore/explorer.h"
#include "signal/engine.h"

namespace world {

using psig::SigSet;
using psig::Thread;

// The engine as at its start, with so many threads, which have attached. Before each execution.
void start(int threads);
// The stand-in for what goes on in a resumed thread.
void resumed();

Thread *thread(int index);
void handle(int signo, SigSet mask = 0, std::uint32_t flags = 0, void (*also)(int signo) = nullptr);
[[nodiscard]] int ran(int signo, int thread = -1); // how often its handler has
[[nodiscard]] int retries();                       // how often the dispatcher was asked to look again
[[nodiscard]] int cancelled(int thread);           // how often I/O of it was, that was none of ours

// ---- what threads do ----
void kill(int signo); // at the process
void pthread_kill(int thread, int signo);
void block(SigSet set), unblock(SigSet set);
void own_code();                                // one step of it
void stay();                                    // in own code for ever: only a signal gets through to it
void restless(int thread), rest();              // it may not stand still until it comes to its rest
void system_call(void (*callback)() = nullptr); // from own code, with own code inside
void dispatch_due(int most);                    // the dispatcher's second looks, when somebody asks for one
void begin_io(bool ours);                       // synchronous I/O; the program's own ends by itself
void complete_io(int thread);                   // the device's part
[[nodiscard]] bool end_io();                    // after its end: false if it was cancelled
void end();                                     // as the last thing of a thread: it detaches
void mailbox_send(int signo);                   // from another process: the flag is set, then the event
void turn_take(), turn_give(), turn_let_go();   // of src/mailbox/receive.cpp
void turn_wakes();                              // MailboxLock::wake_at_release()
void event_wake(unsigned which = 1);            // of the dispatcher; 2: its mailbox has rung
[[nodiscard]] bool mailbox_await();             // for either: whether it was the mailbox

} // namespace world
