import GnuTLS
import Platform

/// Brings what other rooms throw into this room's error.
enum Failures {
  /// What `body` throws as an `ArchiveError`; errors of other rooms become `libraryFailed`.
  static func wrap<Result>(_ body: () throws -> Result) throws(ArchiveError) -> Result {
    do {
      return try body()
    } catch let error as ArchiveError {
      throw error
    } catch let error as any CodedError {
      throw ArchiveError(.libraryFailed, error.reason, hint: error.hint)
    } catch {
      throw ArchiveError(.libraryFailed, "\(error)")
    }
  }

  /// What is wrong with an entry of the archive that GnuTLS was shown: `kind`, unless it was the library that failed.
  static func reading<Result>(
    as kind: ArchiveError.Code, hint: String? = nil, _ body: () throws(GnuTLSError) -> Result
  ) throws(ArchiveError) -> Result {
    do {
      return try body()
    } catch {
      throw ArchiveError(error.kind == .libraryFailed ? .libraryFailed : kind, error.reason, hint: hint ?? error.hint)
    }
  }
}
