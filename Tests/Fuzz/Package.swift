// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its rooms are built for libFuzzer, with coverage and the address sanitizer. They are links to
// the rooms themselves, because the flags of a package do not reach into its dependencies.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let instrumented: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer,address", "-O"])]
// libFuzzer brings the program's main. SwiftPM's linker, gold, cannot link the sanitizers; lld can.
let fuzzer: [SwiftSetting] = instrumented + [.unsafeFlags(["-parse-as-library"])]
let link: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]

let package = Package(
  name: "signet-fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2")
  ],
  targets: [
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
    .target(name: "CPlatform"),
    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: instrumented),
    .target(name: "GnuTLS", dependencies: ["CGnuTLS", "Platform"], swiftSettings: instrumented),
    .target(
      name: "JOSE",
      dependencies: [
        "GnuTLS", "Platform",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: instrumented),
    // Without the client, which needs swift-nio and parses nothing of its own.
    .target(
      name: "Jasper", dependencies: ["JOSE", "GnuTLS", "Platform"], exclude: ["Client"], swiftSettings: instrumented),
    .target(name: "Reconciliation", dependencies: ["GnuTLS", "Platform"], swiftSettings: instrumented),
    // What Sealing needs of these is not parsed here: no coverage.
    .target(name: "Ethereum", dependencies: ["CNettle", "CSecp256k1", "Platform"], swiftSettings: strict),
    .target(
      name: "AccountArchive", dependencies: ["CArgon2", "CZlib", "GnuTLS", "Platform"], swiftSettings: strict),
    .target(
      name: "Identity", dependencies: ["AccountArchive", "Ethereum", "GnuTLS", "Platform"], swiftSettings: strict),
    .target(
      name: "Sealing", dependencies: ["Identity", "Jasper", "JOSE", "GnuTLS", "Platform"],
      swiftSettings: instrumented),
    .executableTarget(
      name: "FuzzParsers",
      dependencies: ["Sealing", "Reconciliation", "Identity", "Jasper", "JOSE", "GnuTLS", "Platform"],
      swiftSettings: fuzzer, linkerSettings: link),
  ]
)
