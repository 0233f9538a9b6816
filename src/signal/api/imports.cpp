// Import slots of the functions that winpthreads' headers declare dllimport if DLL_EXPORT is defined (libtool defines
// it). A program that saw such a declaration after ours calls through __imp_posix_*, static library or not.
#include <posix/signal.h>
#include <posix/time.h>

extern "C" {

extern decltype(&pthread_kill) const psig_import_pthread_kill __asm__("__imp_posix_pthread_kill");
extern decltype(&nanosleep) const psig_import_nanosleep __asm__("__imp_posix_nanosleep");

constinit decltype(&pthread_kill) const psig_import_pthread_kill = pthread_kill;
constinit decltype(&nanosleep) const psig_import_nanosleep = nanosleep;

} // extern "C"
