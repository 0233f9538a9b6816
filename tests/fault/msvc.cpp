// A DLL of somebody else's as Microsoft's compiler makes it: __try with __except, and C++ exceptions of its own kind.
// clang compiles it for that target, without any header.
extern "C" {

int _fltused;
unsigned long _exception_code(void);
const void *type_info_table[2] __asm__("??_7type_info@@6B@"); // is never called: types are compared by name

static int note(unsigned long *out, unsigned long code, unsigned long wanted) {
  if (code != wanted) return 0;
  *out = code;
  return 1;
}

// The code of the exception, where it was the wanted one; others pass.
unsigned long guarded(void (*body)(void *), void *argument, unsigned long wanted) {
  unsigned long code = 0;
  __try {
    body(argument);
  } __except (note(&code, _exception_code(), wanted)) {}
  return code;
}

int finally_runs(void (*body)(void *), void *argument, unsigned long wanted) {
  int ran = 0;
  unsigned long code = 0;
  __try {
    __try {
      body(argument);
    } __finally {
      ++ran;
    }
  } __except (note(&code, _exception_code(), wanted)) {
    ran += 10;
  }
  return ran;
}

int throws(int (*body)(int), int value) {
  try {
    if (body(value) > 0) throw value;
  } catch (int caught) {
    return caught + 1000;
  }
  return 0;
}
}
