// Paths of file actions and programs, seen from another directory.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "process/child_path.h"

namespace psig {
namespace {

std::wstring join(const wchar_t *directory, const wchar_t *path) {
  std::vector<wchar_t> out(kMostPath);
  return path_join(directory, path, out.data()) ? out.data() : L"too long";
}

TEST(ChildPath, relative_ones_follow_the_directory) {
  EXPECT_EQ(join(nullptr, L"a/b"), L"a/b");
  EXPECT_EQ(join(L"C:\\dir", L"a/b"), L"C:\\dir\\a/b");
  EXPECT_EQ(join(L"C:\\", L"a"), L"C:\\a");
  EXPECT_EQ(join(L"C:\\dir", L"..\\x"), L"C:\\dir\\..\\x");
}

TEST(ChildPath, absolute_ones_do_not) {
  EXPECT_EQ(join(L"C:\\dir", L"D:\\x"), L"D:\\x");
  EXPECT_EQ(join(L"C:\\dir", L"\\\\server\\share"), L"\\\\server\\share");
  EXPECT_EQ(join(L"C:\\dir", L"/x"), L"C:/x") << "but for the drive";
}

TEST(ChildPath, devices) {
  EXPECT_EQ(join(L"C:\\dir", L"/dev/null"), L"NUL");
  EXPECT_EQ(join(nullptr, L"/dev/tty"), L"CON");
}

TEST(ChildPath, what_names_a_path) {
  for (const wchar_t *path : {L"./x", L"a\\b", L"C:x", L"/x"}) EXPECT_TRUE(names_a_path(path));
  for (const wchar_t *name : {L"x", L"x.exe", L"", L"..."}) EXPECT_FALSE(names_a_path(name));
}

TEST(ChildPath, batch_files) {
  for (const wchar_t *path : {L"x.bat", L"a.b\\c.CMD", L"x.Bat"}) EXPECT_TRUE(is_batch_file(path));
  for (const wchar_t *path : {L"x", L"x.exe", L"x.bat\\y", L"bat", L".batx"}) EXPECT_FALSE(is_batch_file(path));
}

TEST(ChildPath, too_long) {
  const std::wstring all(kMostPath - 1, L'a'), more(kMostPath, L'a');
  EXPECT_EQ(join(nullptr, all.c_str()), all);
  EXPECT_EQ(join(nullptr, more.c_str()), L"too long");
  EXPECT_EQ(join(L"C:\\", all.c_str()), L"too long");
}

} // namespace
} // namespace psig
