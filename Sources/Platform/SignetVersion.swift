/// The version of all programs, which are built and installed together.
public enum SignetVersion {
  /// Semantic Versioning 2.0.0.
  public static let text = "0.1.0"
}
