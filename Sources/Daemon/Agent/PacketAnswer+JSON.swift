import DaemonAPI
import JOSE

extension PacketAnswer {
  /// The text that `JSONAnswer` would write. Deliberate: put together by hand, as all that is long in it needs no escapes.
  /// - Precondition: everything but `id` has none of `"`, `\` and control characters.
  var json: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(packets.reduce(256 + id.utf8.count * 2) { $0 + $1.characters + 160 })
    text += #"{"channel":""#.utf8
    text += channel.utf8
    text += #"","id":"#.utf8
    text += StrictJSON.string(id).serialise()
    text += #","jti":""#.utf8
    text += jti.utf8
    text += #"","packets":["#.utf8
    for (index, packet) in packets.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      packet.write(to: &text)
    }
    text += #"],"timestamp":""#.utf8
    text += timestamp.utf8
    text += #""}"#.utf8
    return text
  }
}

extension PacketBody {
  fileprivate var characters: Int { recipient.utf8.count + message.utf8.count + hash.utf8.count + signature.utf8.count }

  fileprivate func write(to text: inout [UInt8]) {
    text += #"{"hash":""#.utf8
    text += hash.utf8
    text += #"","message":""#.utf8
    text += message.utf8
    text += #"","recipient":""#.utf8
    text += recipient.utf8
    text += #"","signature":""#.utf8
    text += signature.utf8
    text += #""}"#.utf8
  }
}
