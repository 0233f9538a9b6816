// exec and who sends to its group: whatever the sender has seen of it, the signal is taken once. src/mailbox/shadow.cpp
// itself; of the rest what it decides: the list of processes, the shadow's mailbox, the program's.
#include <gtest/gtest.h>

#include "explore/explorer.h"
#include "mailbox/shadow.h"

using namespace psig;

namespace {

constexpr std::uint32_t kProgram = 200;
constexpr std::uint64_t kSibling = 40, kBorn = 50; // created

Mailbox g_shadow;
std::atomic<bool> g_there{false}; // the program is on the system's list
std::atomic<unsigned> g_in_shadow{0}, g_in_program{0};

void becomes() {
  shadow_begins(g_shadow, kSibling + 1);
  g_there.store(true);
  shadow_tells(g_shadow, kProgram, kBorn);
}

void becomes_in_vain() {
  shadow_begins(g_shadow, kSibling + 1);
  g_there.store(true);
  g_in_program.store(0); // it is ended again, and what it was sent with it
  g_there.store(false);
  shadow_fails(g_shadow);
}

// As kill() with a group: by a list that is made first (src/kill/send.cpp).
void send() {
  const bool listed = g_there.load();
  if (g_shadow.exec_pid.load() != 0) g_in_program.fetch_add(1);
  else g_in_shadow.fetch_add(1);
  if (listed && !shadow_stands_for(g_shadow, kProgram, kBorn) && g_there.load()) g_in_program.fetch_add(1);
}

class ShadowExplore : public testing::Test {
protected:
  explore::Model model{.setup =
                           [] {
                             new (&g_shadow) Mailbox{};
                             g_there.store(false);
                             g_in_shadow.store(0), g_in_program.store(0);
                           },
                       .threads = {},
                       .check = {},
                       .stuck = {},
                       .resumed = {}};

  void holds() {
    const explore::Result result = explore::run(model);
    EXPECT_EQ(result.failure, "");
    std::printf("%llu orders, %llu states\n", (unsigned long long)result.executions, (unsigned long long)result.states);
  }
};

TEST_F(ShadowExplore, a_group_is_sent_a_signal_meanwhile) {
  model.threads = {becomes, send};
  model.check = [] { explore::expect(g_in_shadow.load() + g_in_program.load() == 1, "not once"); };
  holds();
}

TEST_F(ShadowExplore, by_two_senders) {
  model.threads = {becomes, send, send};
  model.check = [] { explore::expect(g_in_shadow.load() + g_in_program.load() == 2, "not once each"); };
  holds();
}

TEST_F(ShadowExplore, and_the_exec_fails) {
  model.threads = {becomes_in_vain, send};
  model.check = [] { explore::expect(g_in_shadow.load() == 1, "the caller has not had it"); };
  holds();
}

TEST_F(ShadowExplore, nobody_stands_for_another_child) {
  model.threads = {becomes,
                   [] { explore::expect(!shadow_stands_for(g_shadow, kProgram - 1, kSibling), "for an older one"); }};
  holds();
}

} // namespace
