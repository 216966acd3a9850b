#include <spawn.h>

/* glibc declares these two (2.29, 2.34) under _GNU_SOURCE only, which Swift's import of the C library does not define. */

extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
