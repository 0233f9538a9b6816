#include "transport/starting.h"

namespace psig {

Errno starting_open(const nt::Process &, PeerView *) { return ENOSYS; }

} // namespace psig
