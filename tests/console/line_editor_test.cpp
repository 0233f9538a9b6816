// Canonical mode, key by key.
#include "console/line_editor.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace psig {
namespace {

class LineEditorTest : public testing::Test {
protected:
  // Types a text; the last key's result, and everything shown.
  KeyResult type(const std::u16string &keys, bool signals = true) {
    KeyResult result = KeyResult::kMore;
    for (const char16_t unit : keys) {
      result = editor_->key(unit, signals);
      shown_.append(editor_->echo(), editor_->echo_length());
    }
    return result;
  }
  [[nodiscard]] std::u16string line() const { return {editor_->text(), editor_->length()}; }

  std::unique_ptr<LineEditor> editor_ = std::make_unique<LineEditor>();
  std::u16string shown_;
};

TEST_F(LineEditorTest, a_line_ends_with_enter) {
  EXPECT_EQ(type(u"hello\r"), KeyResult::kLine);
  EXPECT_EQ(line(), u"hello\n");
  EXPECT_EQ(shown_, u"hello\r\n");
}

TEST_F(LineEditorTest, backspace_takes_one_back_and_stops_at_the_beginning) {
  EXPECT_EQ(type(u"ab\b\x7f\bc\r"), KeyResult::kLine);
  EXPECT_EQ(line(), u"c\n");
  EXPECT_EQ(shown_, u"ab\b \b\b \bc\r\n");
}

TEST_F(LineEditorTest, a_pair_of_surrogates_is_one_character) {
  EXPECT_EQ(type(u"a\U0001F600\b\r"), KeyResult::kLine);
  EXPECT_EQ(line(), u"a\n");
}

TEST_F(LineEditorTest, control_characters_are_two_columns_wide) {
  EXPECT_EQ(type(u"\x01\b"), KeyResult::kMore);
  EXPECT_EQ(shown_, u"^A\b \b\b \b");
  EXPECT_EQ(line(), u"");
}

TEST_F(LineEditorTest, ctrl_u_and_ctrl_w_erase_line_and_word) {
  (void)type(u"one two  \x17");
  EXPECT_EQ(line(), u"one ");
  (void)type(u"\x15");
  EXPECT_EQ(line(), u"");
}

TEST_F(LineEditorTest, ctrl_d_is_the_end_of_an_empty_line_only) {
  EXPECT_EQ(type(u"\x04"), KeyResult::kEnd);
  EXPECT_EQ(type(u"ab\x04"), KeyResult::kLine);
  EXPECT_EQ(line(), u"ab");
}

TEST_F(LineEditorTest, ctrl_z_and_ctrl_backslash_discard_the_line) {
  EXPECT_EQ(type(u"ab\x1a"), KeyResult::kSuspend);
  EXPECT_EQ(shown_, u"ab^Z");
  EXPECT_EQ(line(), u"");
  EXPECT_EQ(type(u"cd\x1c"), KeyResult::kQuit);
  EXPECT_EQ(line(), u"");
}

TEST_F(LineEditorTest, without_signals_they_are_characters) {
  EXPECT_EQ(type(u"\x1a\r", false), KeyResult::kLine);
  EXPECT_EQ(line(), u"\x1a\n");
}

TEST_F(LineEditorTest, a_full_line_takes_enter_and_nothing_else) {
  (void)type(std::u16string(LineEditor::kMost + 100, u'x'));
  EXPECT_EQ(editor_->length(), LineEditor::kMost - 1);
  EXPECT_EQ(type(u"\r"), KeyResult::kLine);
  EXPECT_EQ(editor_->length(), LineEditor::kMost);
  editor_->clear();
  (void)type(std::u16string(LineEditor::kMost, u'\x01'));
  EXPECT_EQ(type(u"\x15"), KeyResult::kMore); // all of it at once, each two columns wide
  EXPECT_EQ(line(), u"");
}

} // namespace
} // namespace psig
