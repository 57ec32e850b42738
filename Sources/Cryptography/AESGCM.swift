// AES-128 in Galois/Counter mode (NIST SP 800-38D): secret and unchanged, or nothing at all. A key
// must never meet a nonce twice; sealed boxes see to that, and nobody else uses it.

internal import COpenSSL

enum AESGCM {
    static let keyBytes = 16
    static let nonceBytes = 12
    static let tagBytes = 16

    /// The text in secret, and its tag.
    static func seal(
        _ text: SecretBytes, key: SecretBytes, nonce: [UInt8], authenticating extra: [UInt8]
    ) throws(CryptographyFault) -> [UInt8] {
        var input = text.reveal()
        defer { SecretBytes.cleanse(&input) }
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw .libraryFailed(operation: "AES-GCM")
        }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: input.count + tagBytes)
        var tag = [UInt8](repeating: 0, count: tagBytes)
        var length: Int32 = 0
        let isReady = unsafe start(context, key: key, nonce: nonce, encrypts: 1)
        guard isReady,
            unsafe EVP_CipherUpdate(context, nil, &length, extra, Int32(extra.count)) == 1,
            unsafe EVP_CipherUpdate(context, &output, &length, input, Int32(input.count)) == 1,
            Int(length) == input.count,
            unsafe EVP_CipherFinal_ex(context, &tag, &length) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), &tag) == 1
        else {
            ERR_clear_error()
            throw .libraryFailed(operation: "AES-GCM")
        }
        output.replaceSubrange(input.count..., with: tag)
        return output
    }

    /// nil when anything was changed: key, nonce, text, tag or `extra`.
    static func open(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], authenticating extra: [UInt8]
    ) throws(CryptographyFault) -> SecretBytes? {
        guard sealed.count >= tagBytes else { return nil }
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw .libraryFailed(operation: "AES-GCM")
        }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let input = Array(sealed.dropLast(tagBytes))
        var tag = Array(sealed.suffix(tagBytes))
        var output = [UInt8](repeating: 0, count: max(input.count, 1))
        var length: Int32 = 0
        let isReady = unsafe start(context, key: key, nonce: nonce, encrypts: 0)
        guard isReady,
            unsafe EVP_CipherUpdate(context, nil, &length, extra, Int32(extra.count)) == 1,
            unsafe EVP_CipherUpdate(context, &output, &length, input, Int32(input.count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag) == 1
        else {
            ERR_clear_error()
            throw .libraryFailed(operation: "AES-GCM")
        }
        var rest = [UInt8](repeating: 0, count: tagBytes)
        guard unsafe EVP_CipherFinal_ex(context, &rest, &length) == 1 else {
            ERR_clear_error()
            SecretBytes.cleanse(&output)
            return nil
        }
        output.removeLast(output.count - input.count)
        return SecretBytes(cleansing: &output)
    }

    private static func start(
        _ context: OpaquePointer, key: SecretBytes, nonce: [UInt8], encrypts: Int32
    ) -> Bool {
        precondition(key.count == keyBytes && nonce.count == nonceBytes, "AES-128-GCM")
        return key.withSpan { key in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe EVP_CipherInit_ex(
                    context, EVP_aes_128_gcm(), nil, key.baseAddress, nonce, encrypts) == 1
            }
        }
    }
}
