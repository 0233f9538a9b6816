// What machine this is.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace selftest {

bool is_wine();
std::vector<std::pair<std::string, std::string>> machine();

} // namespace selftest
