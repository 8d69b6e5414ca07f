extension KitRecord {
  /// The same kit with what either knows to be rehearsed; nil where the other is another kit.
  public func uniting(_ other: KitRecord) -> KitRecord? {
    var united = self
    united.remember(other.rehearsed)
    var theirs = other
    theirs.remember(rehearsed)
    return united == theirs ? united : nil
  }
}
