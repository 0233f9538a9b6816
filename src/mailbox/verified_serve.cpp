// The receiver's side: a thread that serves the pipe and never runs a handler. It sleeps until something happens at one
// of the instances. A clock runs only while a client is connected.
//
// A client has kPatience to ask and to read the answer. Then it is given up and its instance serves others. If it is
// given up before its question was read, nothing was sent. After that, its instance is closed and made anew, because
// the answer can still be read from a closed one but not from one that is disconnected.
#include "mailbox/verified.h"

#include <new>

#include "mailbox/own.h"
#include "mailbox/receive.h"
#include "mailbox/sender.h"
#include "nt/ipc/pipe.h"
#include "nt/system/memory.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr unsigned kInstances = 8;
constexpr std::uint64_t kPatience = 2'000'000'000; // ns

enum class State : unsigned char { kClosed, kListening, kReading, kLeaving };

struct Client {
  nt::PipeInstance pipe;
  State state = State::kClosed;
  nt::Process process; // held as soon as we know of it: its pid cannot become another's
  std::uint64_t deadline = nt::kForever;
  VerifiedQuestion question;
};

constinit std::atomic<VerifiedBox *> g_box{nullptr};
constinit PipeName g_pipe{};
constinit Client g_clients[kInstances];

bool always(std::uint64_t) { return true; } // the box's only writer is this thread, which finishes what it begins

// As a sender would, but into the box; with the pid and the uid that the kernel gives.
MoreBlock *more_block(void *context, std::uint32_t n) {
  auto *box = static_cast<VerifiedBox *>(context);
  if (box->more.mapped() == nullptr) {
    nt::Section addresses{nullptr, nt::memory_reserve(kMoreBytes)};
    if (addresses.view == nullptr) return nullptr;
    box->more.keep(&addresses);
    if (addresses.view != nullptr) nt::memory_release(addresses.view);
  }
  return box->more.block(n);
}

Errno put(const nt::Process &process, std::uint32_t uid, const VerifiedQuestion &question) {
  Record record = question.record;
  record.uid = uid;
  const std::uint64_t claim = claim_of(process.pid, process.created);
  if (!believable(record, claim)) return EINVAL;
  if (!mailbox_withdraw({question.index, question.sequence}, claim)) return 0; // it has been taken already
  VerifiedBox *box = g_box.load();
  room_set_held(box->box.room, room_held(mailbox_own()->room.load()));
  const Errno error = mailbox_send(box->box, claim, record, question.queued != 0, always, nullptr, {more_block, box});
  if (error != 0) return error;
  mailbox_own()->dirty.store(1); // after the box's own: whoever clears this one looks into the box
  nt::event_set(mailbox_own_event());
  return 0;
}

Errno judge(const Client &client, unsigned bytes) {
  const VerifiedQuestion &question = client.question;
  if (bytes != sizeof(question) || question.magic != VerifiedQuestion::kMagic || question.size != sizeof(question))
    return EINVAL;
  const nt::Process &process = client.process;
  if (process.handle == nullptr || question.record.pid != process.pid || question.created != process.created)
    return EPERM;
  nt::Sid user;
  if (nt::process_user(process.handle, &user) != 0) return EPERM;
  return put(process, nt::sid_rid(user), question);
}

void listen(Client &client) {
  nt::process_close(&client.process);
  client.deadline = nt::kForever;
  client.state = State::kListening;
  client.pipe.listen();
}

void begin_again(Client &client) {
  client.pipe.disconnect();
  listen(client);
}

void make_anew(Client &client) {
  client.pipe.close();
  client.state = State::kClosed;
  if (client.pipe.create(g_pipe.text, kInstances, false) == 0) listen(client);
}

void connected(Client &client) {
  const std::uint32_t pid = client.pipe.client();
  if (pid == 0 || nt::process_open(pid, &client.process) == ESRCH) return begin_again(client);
  client.deadline = nt::now_ns() + kPatience;
  client.state = State::kReading;
  client.pipe.receive(&client.question, sizeof(client.question));
}

void asked(Client &client, unsigned bytes) {
  const VerifiedAnswer answer{VerifiedAnswer::kMagic, judge(client, bytes)};
  if (!client.pipe.send(&answer, sizeof(answer))) return begin_again(client);
  client.deadline = nt::now_ns() + kPatience;
  client.state = State::kLeaving;
  client.pipe.receive(&client.question, sizeof(client.question)); // fails when the client closes its end
}

void happened(Client &client) {
  unsigned bytes = 0;
  const bool good = client.pipe.result(&bytes);
  if (client.state == State::kListening && !good) make_anew(client); // its client is gone again
  else if (client.state == State::kListening) connected(client);
  else if (client.state == State::kReading && good) asked(client, bytes);
  else begin_again(client);
}

void overdue(Client &client) {
  unsigned bytes = 0;
  const bool good = client.pipe.cancel(&bytes);
  if (client.state == State::kReading && good) asked(client, bytes);
  else make_anew(client);
}

// Those that wait, from the one after `last` on, so that none is served before all others.
unsigned waiting(unsigned last, Client **clients, nt::Handle *events, std::uint64_t *deadline) {
  unsigned count = 0;
  *deadline = nt::kForever;
  for (unsigned n = 1; n <= kInstances; ++n) {
    Client &client = g_clients[(last + n) % kInstances];
    if (client.state == State::kClosed) continue;
    clients[count] = &client;
    events[count++] = client.pipe.event();
    if (client.deadline < *deadline) *deadline = client.deadline;
  }
  return count;
}

void serve(void *) {
  if (library_thread_started() == nullptr) { // senders then get EPERM
    for (Client &client : g_clients) client.pipe.close();
    return;
  }
  for (Client &client : g_clients) listen(client);
  for (unsigned last = 0;;) {
    Client *clients[kInstances];
    nt::Handle events[kInstances];
    std::uint64_t deadline;
    const unsigned count = waiting(last, clients, events, &deadline);
    if (count == 0) return; // no instance could be made anew: senders get EPERM
    const int which = nt::wait_any(events, count, deadline);
    if (which >= 0) {
      last = static_cast<unsigned>(clients[which] - g_clients);
      happened(*clients[which]);
    }
    const std::uint64_t now = nt::now_ns();
    for (Client &client : g_clients)
      if (client.deadline <= now) overdue(client);
  }
}

Errno open_pipe() {
  g_pipe = mailbox_owner().pipe();
  Errno error = 0;
  for (unsigned n = 0; n < kInstances && error == 0; ++n)
    error = g_clients[n].pipe.create(g_pipe.text, kInstances, n == 0);
  if (error != 0)
    for (Client &client : g_clients) client.pipe.close();
  return error;
}

Errno make() {
  void *memory = nt::memory_commit(sizeof(VerifiedBox));
  if (memory == nullptr) return EAGAIN;
  if (const Errno error = open_pipe()) {
    nt::memory_release(memory);
    return error == EPERM ? EPERM : EAGAIN;
  }
  auto *made = new (memory) VerifiedBox;
  const nt::OwnProcess &own = own_process_facts();
  made->receiver.start(&made->box, own.pid, own.created, always, {more_block, made}, nt::memory_commit);
  g_box.store(made, std::memory_order_release);
  return 0;
}

} // namespace

VerifiedBox *verified_box() { return g_box.load(std::memory_order_acquire); }

Errno verified_start() {
  g_verified_switch.assert_held();
  static bool serving = false;
  if (serving) return 0;
  if (const Errno error = verified_box() == nullptr ? make() : 0) return error;
  if (!library_thread_begin(serve, nullptr)) return EAGAIN;
  serving = true;
  return 0;
}

} // namespace psig
