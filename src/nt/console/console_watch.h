// Reports changes of a console's window, without looking at it again and again.
#pragma once

namespace psig::nt {

// Calls `changed` whenever the layout of the caller's console changes, and returns only if that cannot be had: without
// a console, or where the system does not name its host process (32-bit programs on 64-bit Windows; Wine). [thread]
void console_watch(void (*changed)());
// Has the console put a record among the keys instead. [thread]
void console_want_size_records();

} // namespace psig::nt
