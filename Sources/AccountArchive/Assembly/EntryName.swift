/// The names at the top of an archive that mean something to Jami or to Signet. All others are settings.
enum EntryName: String, CaseIterable {
  case accountKey = "ringAccountKey"
  case chain = "ringAccountCert"
  case authorityKey = "ringCaKey"
  case ethereumKey = "ethKey"
  case revocationList = "ringAccountCRL"
  case contacts = "ringAccountContacts"
  case conversations
  case conversationRequests = "conversationsRequests"
  case signet
  /// Written by Jami in 2023 with the private key of the exporting device in it. Never kept, never written.
  case devicePrivateKey = "TLS.privateKeyFile"
  case deviceCertificate = "TLS.certificateFile"
  case deviceCertificateList = "TLS.certificateListFile"

  /// Whether the entry belongs to one device and must not travel.
  var isDeviceSecret: Bool {
    switch self {
    case .devicePrivateKey, .deviceCertificate, .deviceCertificateList: true
    default: false
    }
  }

  /// The name that a literal spells, if it is one of these.
  init?(literal: UnsafeRawBufferPointer) {
    let found = Self.allCases.first { JSONText(literal).elementsEqual($0.rawValue.utf8) }
    guard let found else { return nil }
    self = found
  }
}
