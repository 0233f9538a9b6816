// A mailbox, its owner and its senders in one process.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "mailbox/receiver.h"
#include "mailbox/sender.h"

namespace psig {

inline constexpr std::uint32_t kOwner = 100, kSender = 200, kDead = 300;
inline constexpr std::uint64_t kCreated = 0x01d0000012345678;

inline std::uint64_t sender(std::uint32_t pid = kSender) { return claim_of(pid, kCreated); }
inline bool alive(std::uint64_t claim) { return claim_pid(claim) != kDead; }

inline Record record(int signo, int code = 0, std::uint64_t value = 0, std::uint32_t pid = kSender) {
  return {.signo = signo, .code = code, .pid = pid, .value = value};
}

class MailboxTest : public testing::Test {
protected:
  MailboxTest() : box(std::make_unique<Mailbox>()), receiver(std::make_unique<Receiver>()) {
    receiver->start(box.get(), kOwner, kCreated, alive);
  }
  // With room for tens of thousands, as far as there is memory for it: so many blocks.
  void with_blocks(std::uint32_t count) {
    memory_blocks = count;
    receiver->start(box.get(), kOwner, kCreated, alive, more(), memory);
  }
  MoreSlots more() { return {block, this}; }
  static MoreBlock *block(void *context, std::uint32_t n) {
    auto *test = static_cast<MailboxTest *>(context);
    if (n >= test->memory_blocks) return nullptr;
    while (test->blocks.size() <= n) test->blocks.push_back(std::make_unique<MoreBlock>());
    return test->blocks[n].get();
  }
  static void *memory(std::size_t bytes) {
    static std::unique_ptr<std::uint64_t[]> kept;
    kept = std::make_unique<std::uint64_t[]>(bytes / 8 + 1);
    return kept.get();
  }
  Errno kill(int signo) { return mailbox_send(*box, sender(), record(signo), false, alive); }
  Errno queue(int signo, std::uint64_t value) {
    return mailbox_send(*box, sender(), record(signo, -1, value), true, alive, nullptr, more());
  }
  // The engine's part: what its queue holds it says itself.
  void acknowledge(const Receiver::Taken &taken, Errno error) {
    receiver->acknowledge(taken, error);
    if (error == 0) room_set_held(box->room, held);
  }
  void hold(std::uint32_t count) {
    held = count;
    room_set_held(box->room, held);
  }
  std::vector<Record> receive() {
    std::vector<Record> got;
    Receiver::Taken taken;
    receiver->begin(true);
    while (receiver->next(&taken)) {
      got.push_back(taken.record);
      acknowledge(taken, 0);
    }
    return got;
  }
  std::vector<std::uint64_t> values() {
    std::vector<std::uint64_t> result;
    for (const Record &r : receive()) result.push_back(r.value);
    return result;
  }
  std::vector<int> signals() {
    std::vector<int> result;
    for (const Record &r : receive()) result.push_back(r.signo);
    return result;
  }

  std::uint32_t memory_blocks = 0, held = 0;
  std::vector<std::unique_ptr<MoreBlock>> blocks;
  std::unique_ptr<Mailbox> box;
  std::unique_ptr<Receiver> receiver;
};

} // namespace psig
