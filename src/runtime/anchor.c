/* Linked into the program itself, by -Wl,-u,posix_signals_anchor: brings the runtime into programs that use inline
 * functions only, and starts the library's thread once constructors run, outside the loader lock. */
extern void posix_signals_start(void);

int posix_signals_anchor = 1;

__attribute__((constructor)) static void start(void) {
  posix_signals_start();
}
