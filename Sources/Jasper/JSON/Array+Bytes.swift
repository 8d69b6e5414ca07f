extension [UInt8] {
  /// `withUnsafeBytes` that keeps the type of what is thrown.
  public func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws(JasperError) -> Value
  ) throws(JasperError) -> Value {
    try withUnsafeBufferPointer { (bytes) throws(JasperError) in try body(UnsafeRawBufferPointer(bytes)) }
  }
}
