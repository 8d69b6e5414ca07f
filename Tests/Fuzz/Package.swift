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
    .executableTarget(
      name: "FuzzJOSE", dependencies: ["JOSE", "GnuTLS", "Platform"], swiftSettings: fuzzer, linkerSettings: link),
  ]
)
