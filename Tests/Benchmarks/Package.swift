// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever builds Signet does not resolve or build what only measuring needs.
let package = Package(
  name: "signet-benchmarks",
  dependencies: [
    .package(name: "signet", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CBareArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    // The smallest Swift program, linked as `signet` is: what start-up figures are held against.
    .executableTarget(name: "empty"),
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
