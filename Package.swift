// swift-tools-version: 6.2
import PackageDescription

// Every warning is an error in every target of ours; dependencies are untouched.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// Deliberate: the rooms that parse what strangers send, and the one that decides, are optimised in debug builds too.
// The promises of the first are about bytes a second (a bomb is refused within a second), those of the other are shown
// in ten thousands of simulated histories, and an unoptimised loop is 50 times slower.
let hot: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
  name: "signet",
  products: [
    .executable(name: "signet", targets: ["signet"]),
    .executable(name: "signetd", targets: ["signetd"]),
    .executable(name: "signet-relay", targets: ["signet-relay"]),
    // For Tests/Benchmarks.
    .library(name: "AccountArchive", targets: ["AccountArchive"]),
    .library(name: "Sealing", targets: ["Sealing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    // Tests only: a second, independent X.509 parser to hold our certificates against.
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
  ],
  targets: [
    // C, one room imports each.
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
    .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(name: "CPlatform"),

    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: strict),
    .target(name: "GnuTLS", dependencies: ["CGnuTLS", "Platform"], swiftSettings: strict),
    .target(name: "Files", dependencies: ["Platform"], swiftSettings: strict),
    .target(name: "Ethereum", dependencies: ["CNettle", "CSecp256k1", "Platform"], swiftSettings: strict),
    .target(
      name: "AccountArchive", dependencies: ["CArgon2", "CZlib", "GnuTLS", "Platform"], swiftSettings: hot),
    .target(
      name: "Identity", dependencies: ["AccountArchive", "Ethereum", "GnuTLS", "Platform"], swiftSettings: hot),
    .target(
      name: "AccountStore",
      dependencies: [
        "Identity", "Recovery", "AccountArchive", "Files", "GnuTLS", "Platform",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "JOSE",
      dependencies: [
        "GnuTLS", "Platform",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: hot),
    .target(
      name: "Jasper",
      dependencies: ["JOSE", "GnuTLS", "Platform"] + nio,
      swiftSettings: hot),
    .target(
      name: "Sealing", dependencies: ["Identity", "Jasper", "JOSE", "GnuTLS", "Platform"], swiftSettings: strict),
    .target(
      name: "Linking", dependencies: ["Identity", "AccountArchive", "Jasper", "JOSE", "GnuTLS", "Platform"],
      swiftSettings: hot),
    .target(
      name: "Relay",
      dependencies: [
        "Jasper", "JOSE", "GnuTLS", "Files", "Platform", "CHiredis",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ] + nio,
      swiftSettings: hot),
    .target(name: "Recovery", dependencies: ["GnuTLS", "Platform"], swiftSettings: hot),
    .target(name: "QRCode", dependencies: ["CQRencode", "Platform"], swiftSettings: strict),
    .target(
      name: "DaemonAPI", dependencies: ["Platform"], swiftSettings: strict),
    .target(
      name: "Daemon",
      dependencies: [
        "DaemonAPI", "AccountStore", "Linking", "Sealing", "Jasper", "JOSE", "Identity", "Recovery", "AccountArchive",
        "Files", "GnuTLS", "Platform", "Ethereum",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ] + nio,
      swiftSettings: strict),

    .executableTarget(
      name: "signet",
      dependencies: [
        "DaemonAPI", "QRCode", "Files", "Platform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "signetd",
      dependencies: [
        "Daemon", "DaemonAPI", "Platform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "signet-relay",
      dependencies: [
        "Relay", "Jasper", "Platform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    .testTarget(name: "PlatformTests", dependencies: ["Platform", "Files"], swiftSettings: strict),
    .testTarget(name: "QRCodeTests", dependencies: ["QRCode", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "GnuTLSTests",
      dependencies: ["GnuTLS", "Platform", .product(name: "X509", package: "swift-certificates")],
      swiftSettings: strict),
    .testTarget(
      name: "AccountArchiveTests", dependencies: ["AccountArchive", "GnuTLS", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "IdentityTests",
      dependencies: ["Identity", "Ethereum", "AccountArchive", "GnuTLS", "CGnuTLS", "Platform"],
      swiftSettings: strict),
    .testTarget(name: "RecoveryTests", dependencies: ["Recovery", "GnuTLS", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "AccountStoreTests",
      dependencies: [
        "AccountStore", "Identity", "Recovery", "AccountArchive", "Files", "GnuTLS", "Platform",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "JOSETests",
      dependencies: ["JOSE", "GnuTLS", "Platform", .product(name: "CryptoExtras", package: "swift-crypto")],
      swiftSettings: strict),
    .testTarget(name: "JasperTests", dependencies: ["Jasper", "JOSE", "GnuTLS", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "SealingTests",
      dependencies: ["Sealing", "Identity", "AccountArchive", "Jasper", "JOSE", "GnuTLS", "Platform"],
      swiftSettings: strict),
    .testTarget(
      name: "LinkingTests",
      dependencies: ["Linking", "Identity", "Jasper", "JOSE", "GnuTLS", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "RelayTests",
      dependencies: [
        "Relay", "Jasper", "JOSE", "GnuTLS", "Files", "Platform",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
      ] + nio,
      swiftSettings: strict),
    // Apart from RelayTests: beside NIOEmbedded, the compiler takes the system's sockets for a module's of swift-nio.
    .testTarget(
      name: "RelayHTTPTests",
      dependencies: ["Relay", .product(name: "NIOEmbedded", package: "swift-nio")] + nio,
      swiftSettings: strict),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "Daemon", "DaemonAPI", "AccountStore", "Linking", "Sealing", "Jasper", "JOSE", "Identity", "Recovery",
        "AccountArchive", "Ethereum", "Files", "GnuTLS", "Platform",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ] + nio,
      swiftSettings: strict),
  ]
)

// For `make fuzz` (Tests/Fuzz/run), and only there: what the fuzzers need, with libFuzzer's coverage and the address
// sanitizer in the rooms that read what strangers send.
//
// Deliberate: this package with other flags, not a package of its own. The dependencies keep their flags, so that in
// the folder of a debug build, where CI does it, nothing but our rooms compiles anew. For the same reason all
// dependencies stay in the list, used or not: the versions in Package.resolved are theirs.
if Context.environment["SIGNET_INSTRUMENT"] == "fuzzer" {
  let instrumented: Set = [
    "Platform", "GnuTLS", "JOSE", "Jasper", "Sealing", "Recovery", "Reconciliation", "FuzzParsers",
  ]
  // What Sealing needs besides; no fuzzer is after it.
  let plain: Set = [
    "Identity", "AccountArchive", "Ethereum", "CPlatform", "CGnuTLS", "CArgon2", "CZlib", "CNettle", "CSecp256k1",
  ]
  package.targets += [
    // The one part of the relay with messages of its own, without the rest and its databases.
    .target(
      name: "Reconciliation", dependencies: ["GnuTLS", "Platform"], path: "Sources/Relay/Reconciliation",
      swiftSettings: strict),
    // libFuzzer brings the program's main. SwiftPM's linker, gold, cannot link the sanitizers; lld can.
    .executableTarget(
      name: "FuzzParsers",
      dependencies: ["Sealing", "Recovery", "Reconciliation", "Identity", "Jasper", "JOSE", "GnuTLS", "Platform"],
      path: "Tests/Fuzz/Sources/FuzzParsers",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
  // What else there is would be planned in vain, and Relay has the sources of Reconciliation already.
  package.targets.removeAll { !instrumented.contains($0.name) && !plain.contains($0.name) }
  package.products = []
  for target in package.targets where instrumented.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address", "-O"]))
  }
}
