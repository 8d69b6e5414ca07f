extension String {
  /// Its UTF-8 bytes in place, for the length of `body`; nothing is copied.
  func withUTF8Bytes<Success, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Success
  ) throws(Failure) -> Success {
    var text = self
    let result: Result<Success, Failure> = text.withUTF8 { bytes in
      Result { () throws(Failure) in try body(UnsafeRawBufferPointer(bytes)) }
    }
    return try result.get()
  }
}
