#include "api/fake_engine.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace psig {
namespace {

test::Engine *g_engine = nullptr;

} // namespace

test::Engine::Engine() { g_engine = this; }
test::Engine::~Engine() { g_engine = nullptr; }

const EngineTable *engine() {
  static const EngineTable table = [] {
    EngineTable t{};
#define FORWARD(name) t.name = [](auto... arguments) { return g_engine->name(arguments...); }
#define X(result, name, parameters) FORWARD(name);
    PSIG_ENGINE_ENTRIES(X)
#undef X
    FORWARD(sleep);
    FORWARD(alarm);
    FORWARD(getpgid);
    FORWARD(setpgid);
    FORWARD(getsid);
    FORWARD(limit);
    t.user_copy = [](void *to, const void *from, std::size_t size) {
      if (to == nullptr || from == nullptr) return EFAULT;
      std::memcpy(to, from, size);
      return 0;
    };
    return t;
  }();
  return &table;
}

} // namespace psig

// The end that a refused jump comes to; a death test looks for the message.
extern "C" [[noreturn]] void psig_fatal(const char *message) {
  std::fputs(message, stderr);
  std::fflush(stderr);
  std::_Exit(70);
}
