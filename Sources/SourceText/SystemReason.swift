import Glibc

/// Why a system call failed, in words a person can act on: `the disk is full` for ENOSPC.
package func systemReason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    case EROFS: "the file system is mounted read-only"
    case ENOSPC: "the disk is full"
    case EDQUOT: "the disk quota is used up"
    case EFBIG: "the file would be larger than the system allows"
    case EIO: "the disk reported an input/output error"
    case ELOOP: "it is a symbolic link, and those are not followed"
    case ENOTDIR: "a part of the path is not a folder"
    case EISDIR: "it is a folder"
    case ENAMETOOLONG: "the name is too long"
    case EMFILE, ENFILE: "too many files are open"
    case ENOTEMPTY, EEXIST: "it is there already"
    case ENXIO, ENODEV: "it is not a regular file"
    case ETXTBSY, EBUSY: "it is in use"
    default: "system error \(code)"
    }
}
