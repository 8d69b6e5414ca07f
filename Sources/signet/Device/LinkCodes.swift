import DaemonAPI
import Files
import Platform
import QRCode

/// The QR codes of a link: in the terminal, and in files that are gone when the link is.
struct LinkCodes {
  let png: String?
  let svg: String?
  let isDrawn: Bool

  func write(_ link: String) throws(ErrorReport) {
    do {
      if let png { try AtomicFile.create(png, with: try Self.code(link, .medium).png()) }
      if let svg { try AtomicFile.create(svg, with: Array(try Self.code(link, .medium).svg().utf8)) }
      if isDrawn {
        for line in try Self.code(link, .low).lines(coloured: Words.outputIsTerminal) { Words.exactly(line) }
      }
    } catch {
      throw ErrorReport(any: error)
    }
  }

  func remove() { for path in [png, svg].compactMap({ $0 }) { AtomicFile.discard(path) } }

  private static func code(_ link: String, _ recovery: QRCode.Recovery) throws(ErrorReport) -> QRCode {
    if let code = QRCode(link, recovery: recovery) { return code }
    throw ErrorReport(
      CommandError(.codeTooLarge, "the link is too long for a QR code", hint: "hand over the link itself"))
  }
}
