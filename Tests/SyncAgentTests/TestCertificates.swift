// Certificates that live for one run: an authority is its own certificate. Made by OpenSSL's
// program, so that no private key ever lies in this tree.

import Foundation
import NIOSSL
import Testing

struct TestCertificate: Sendable {
    let certificate: [UInt8]
    let key: [UInt8]

    static let program = "/usr/bin/openssl"
    static let canMake = FileManager.default.isExecutableFile(atPath: program)
    static let absence: Comment = "the program openssl is not installed"

    /// For 127.0.0.1 and localhost, unless another name is given.
    static func make(name: String = "DNS:localhost,IP:127.0.0.1") throws -> TestCertificate {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "checkind-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.currentDirectoryURL = folder
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=checkind test", "-addext", "subjectAltName=\(name)",
            "-keyout", "key.pem", "-out", "certificate.pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: folder.appending(path: name)))
        }
        return TestCertificate(
            certificate: try read("certificate.pem"), key: try read("key.pem"))
    }

    /// What a server with this certificate is started with.
    /// - Parameter guest: whose certificate a client must have.
    func context(guest: TestCertificate? = nil) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(certificate)
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
        if let guest {
            tls.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMBytes(guest.certificate))
            tls.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: tls)
    }
}
