// The sender's side. It first checks who answers, by the kernel's word and by the owner of the pipe. Otherwise whoever
// took the name would get our signals. [any]
//
// If there is no answer and the receiver lives, it gave us up before it read the question: it answers whatever it
// reads, and an answer is never thrown away. So asking again sends nothing twice.
#include "mailbox/own.h"
#include "mailbox/verified.h"

#include "nt/ipc/pipe.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/word_wait.h"

namespace psig {
namespace {

constexpr int kTries = 3;
constexpr std::uint64_t kEnding = 1'000'000'000; // ns

Errno check_server(const nt::PipeCall &call, const nt::Process &process) {
  nt::Sid owner, user;
  if (call.server() != process.pid || nt::object_owner(call.handle(), &owner) != 0) return EPERM;
  return nt::process_user(process.handle, &user) == 0 && nt::same_sid(owner, user) ? 0 : EPERM;
}

// A process that is ending has no pipe any more some time before it is seen to have ended. So that is waited for before
// it is called one that demands a proof and gives nobody to prove it to.
bool ends(const nt::Process &process, Errno error) {
  if (!nt::process_alive(process.handle)) return true;
  if (error == EPIPE || error == EAGAIN || error == ENOENT) return false;
  return nt::wait_any(&process.handle, 1, nt::now_ns() + kEnding) == 0;
}

VerifiedQuestion question_of(const Record &record, bool queued, const Placed &placed) {
  VerifiedQuestion question;
  question.created = own_process_facts().created;
  question.record = record;
  question.queued = queued ? 1 : 0;
  question.index = placed.index;
  question.sequence = placed.sequence;
  return question;
}

Errno meaning(const VerifiedAnswer &answer) {
  if (answer.magic != VerifiedAnswer::kMagic) return EPERM;
  return answer.error == 0 || answer.error == EAGAIN || answer.error == EINVAL ? answer.error : EPERM;
}

} // namespace

Errno verified_send(Peer &peer, const Record &record, bool queued, const Placed &placed) {
  const VerifiedQuestion question = question_of(record, queued, placed);
  const nt::Process &process = peer.process;
  const PipeName pipe = MailboxOwner{process.pid, process.created, 0, 0}.pipe();
  const std::uint32_t before = peer.box().heartbeat.load();
  bool asked = false;
  for (int n = 0; n < kTries; ++n) {
    nt::PipeCall call;
    VerifiedAnswer answer;
    Errno error = call.open(pipe.text);
    if (error == 0) error = check_server(call, process);
    if (error == 0) {
      asked = true;
      error = call.ask(&question, sizeof(question), &answer, sizeof(answer), process.handle);
    }
    if (error == 0) return meaning(answer);
    // It may have taken the signal and ended because of it.
    if (ends(process, error)) return asked && peer.box().heartbeat.load() != before ? 0 : ESRCH;
    if (error == ENOENT) { // it is ending, or the word is spoilt: then its owner mends it when it looks
      nt::event_set(peer.event);
      return ENOENT;
    }
    if (error != EPIPE) return error == EAGAIN ? EAGAIN : EPERM;
  }
  return EAGAIN;
}

} // namespace psig
