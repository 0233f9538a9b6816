// The sender's side. Who answers is checked first, by the kernel's word and by the owner of the pipe: else whoever took
// the name would be handed our signals. [any]
//
// No answer, and the receiver lives: it gave us up before it read the question (it answers whatever it reads, and an
// answer is never thrown away), so asking again sends nothing twice.
#include "transport/mailbox_own.h"
#include "transport/verified.h"

#include "nt/pipe.h"

namespace psig {
namespace {

constexpr int kTries = 3;

Errno check_server(const nt::PipeCall &call, const nt::Process &process) {
  nt::Sid owner, user;
  if (call.server() != process.pid || nt::object_owner(call.handle(), &owner) != 0) return EPERM;
  return nt::process_user(process.handle, &user) == 0 && nt::same_sid(owner, user) ? 0 : EPERM;
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
  MailboxNames names;
  const nt::Process &process = peer.process;
  mailbox_names(process.pid, process.created, 0, 0, &names);
  const std::uint32_t before = peer.box().looks.load();
  for (int n = 0; n < kTries; ++n) {
    nt::PipeCall call;
    VerifiedAnswer answer;
    Errno error = call.open(names.pipe);
    if (error == 0) error = check_server(call, process);
    if (error == 0) error = call.ask(&question, sizeof(question), &answer, sizeof(answer), process.handle);
    if (error == 0) return meaning(answer);
    // It may have taken the signal and ended because of it.
    if (!nt::process_alive(process.handle)) return error == EPIPE && peer.box().looks.load() != before ? 0 : ESRCH;
    if (error == EAGAIN) return EAGAIN;
    if (error != EPIPE) return EPERM; // it demands a proof, and gives nobody to prove it to
  }
  return EAGAIN;
}

} // namespace psig
