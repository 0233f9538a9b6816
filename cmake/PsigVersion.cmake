# PSIG_VERSION, from <posix/version.h>, the one place where it is written.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../include/posix/version.h" lines REGEX "VERSION_(MAJOR|MINOR|PATCH) +[0-9]+$")
list(TRANSFORM lines REPLACE ".* " "")
list(JOIN lines "." PSIG_VERSION)
