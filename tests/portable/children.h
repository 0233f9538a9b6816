// For portable tests with children: the program starts itself again with "--role NAME args". main() is here.
#pragma once

#include "children_start.h"

ROLE(pauses) {
  for (;;) pause();
}

int main(int argc, char **argv) {
  portable::g_program = argv[0];
  if (argc > 2 && std::strcmp(argv[1], "--role") == 0)
    for (const portable::Role *role = portable::Role::first(); role != nullptr; role = role->next)
      if (std::strcmp(role->name, argv[2]) == 0) return role->main(argc - 3, argv + 3);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
