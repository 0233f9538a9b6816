// The machine, as sysconf() tells of it. [any]
#pragma once

namespace psig::nt {

[[nodiscard]] long page_size();
[[nodiscard]] long processors();

} // namespace psig::nt
