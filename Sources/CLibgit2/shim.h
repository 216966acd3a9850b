#include <git2.h>
#include <git2/sys/commit.h>

/* git_libgit2_opts takes a variable number of arguments, which Swift cannot pass. */

static inline int larboard_git_fsync_everything(void) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}

static inline int larboard_git_accept_extensions(const char **names, size_t count) {
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}
