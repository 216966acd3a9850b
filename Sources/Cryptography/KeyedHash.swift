internal import CLibcrypto

/// HMAC (RFC 2104): as many bytes as the digest has. The key may have any length.
package func hmac(_ digest: Digest, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length = 0
    let code = EVP_Q_mac(
        LibraryContext.shared, "HMAC", nil, digest.rawValue, nil, key, key.count, message, message.count, &result, result.count, &length)
    succeed(code == nil ? 0 : 1, "HMAC")
    return Array(result.prefix(length))
}
