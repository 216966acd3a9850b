internal import CLibcrypto

/// A context of libcrypto of our own, with the default provider.
///
/// The machine's `openssl.cnf` is not read, so that it starts faster and `md5()` of Terraform and `sha1sum` of Sprig give the same text
/// on a machine whose policy forbids these digests; nothing here protects anything.
enum LibraryContext {
    // SAFETY: OpenSSL 3 lets threads share a context and what was fetched from it; both live as long as the process.
    nonisolated(unsafe) static let shared: OpaquePointer? = {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        guard let context = OSSL_LIB_CTX_new(), OSSL_PROVIDER_load(context, "default") != nil else { return nil }
        return context
    }()
}

/// Stops where libcrypto has no memory left, or was built without an algorithm of every build; input leads to neither.
func succeed(_ code: Int32, _ what: StaticString) {
    precondition(code == 1, "libcrypto fails: \(what)")
}
