/// One rule that a device must meet. A rule looks at one thing only, so that a test can break just that.
public protocol DevicePolicy: Sendable {
  /// What speaks against the device; nil when nothing does. A rule that has nothing to look at (an empty chain) says
  /// nothing: `ChainShapePolicy` does.
  func check(_ evidence: DeviceEvidence) -> FailedPolicy?
}
