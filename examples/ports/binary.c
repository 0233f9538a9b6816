/* Files and the three standard descriptors in binary mode, as Unix has them. scripts/ports links it into programs
 * that do not ask for binary mode themselves (docs/porting.md). */
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>

__attribute__((constructor)) static void binary(void) {
  _fmode = _O_BINARY;
  for (int fd = 0; fd < 3; fd++) _setmode(fd, _O_BINARY);
}
