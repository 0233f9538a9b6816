// By its mailbox, a process that becomes another one's program by exec (docs/adr/0024). Portable; [any].
//
// Who sends to several sends once. The shadow stands for its program among them: what is for the shadow goes to the
// program once that is told, and into the shadow's mailbox before, which passes it on; the program itself is left out.
//
//   shadow   begins -> makes the program -> hands over what is pending -> tells
//   sender   at the shadow: told? to the program : into the mailbox      at the program: does another stand for it?
#pragma once

#include "mailbox/layout.h"

namespace psig {

void shadow_begins(Mailbox &box, std::uint64_t since); // `since`: later than all its other children were created
void shadow_fails(Mailbox &box);
void shadow_tells(Mailbox &box, std::uint32_t pid, std::uint64_t created);

// Of a child of the owner's. One without the library is never told, and stood for until it ends.
[[nodiscard]] bool shadow_stands_for(const Mailbox &box, std::uint32_t pid, std::uint64_t created);

} // namespace psig
