import GnuTLS
import Platform
import Testing

@testable import Sealing

@Suite("The tree over the recipients")
struct MerkleTreeTests {
  /// The entries that the reference implementation of Certificate Transparency tests with, and the root over the first
  /// 1, 2, … of them.
  private static let entries = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ]
  private static let roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test(arguments: 1...8)
  func `the roots are those of RFC 9162`(_ count: Int) throws {
    let entries = try Self.entries.prefix(count).map { try #require(Hex.bytes(of: $0)) }
    #expect(MerkleTree(entries: entries).map { Hex.text(of: $0.root) } == Self.roots[count - 1])
  }

  @Test(arguments: [1, 2, 3, 5, 8, 33, 100, 1000])
  func `each entry's path leads to the root, and no other entry's does`(_ count: Int) throws {
    let entries = (0..<count).map { Array("entry \($0)".utf8) }
    let tree = try #require(MerkleTree(entries: entries))
    for (entry, path) in zip(entries, tree.paths) {
      #expect(path.root(of: entry) == tree.root)
      #expect(path.root(of: entry + [0]) != tree.root)
      #expect(path.steps.count <= 10)
    }
    if count > 1 { #expect(tree.paths[0].root(of: entries[1]) != tree.root) }
  }

  @Test func `a node of the tree is no entry`() throws {
    let tree = try #require(MerkleTree(entries: [[1], [2], [3], [4]]))
    let node = MerkleTree.leaf([1]) + MerkleTree.leaf([2])
    let shorter = InclusionPath(steps: Array(tree.paths[0].steps.dropFirst()))
    #expect(shorter.root(of: node) != tree.root)
  }

  @Test func `without entries there is no tree`() { #expect(MerkleTree(entries: []) == nil) }
}
