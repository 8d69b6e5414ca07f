// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever builds Signet does not resolve or build what only measuring needs.
let package = Package(
  name: "signet-benchmarks",
  dependencies: [
    .package(name: "signet", path: "../.."),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CBareArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .systemLibrary(name: "CBareGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    // The smallest Swift program, linked as `signet` is: what start-up figures are held against.
    .executableTarget(name: "empty"),
    // What the relay's processor time is held against.
    .executableTarget(
      name: "echo",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
      ]),
    // Reconciliation in it is a link to the relay's, whose types nobody else sees.
    .executableTarget(
      name: "measure",
      dependencies: [
        "CBareGnuTLS",
        .product(name: "Sealing", package: "signet"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "ArchiveBenchmarks",
      dependencies: [
        "CBareArgon2",
        .product(name: "AccountArchive", package: "signet"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Archive",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
