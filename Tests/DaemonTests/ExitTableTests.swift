import AccountArchive
import AccountStore
import Daemon
import DaemonAPI
import Ethereum
import Files
import GnuTLS
import Identity
import JOSE
import Jasper
import Linking
import Platform
import Recovery
import Sealing
import Testing

@Suite struct ExitTableTests {
  static let codes: [String] =
    APIError.Code.allCases.map(\.rawValue) + ArchiveError.Code.allCases.map(\.rawValue)
    + StoreError.Code.allCases.map(\.rawValue) + EthereumError.Code.allCases.map(\.rawValue)
    + FileError.Code.allCases.map(\.rawValue) + GnuTLSError.Code.allCases.map(\.rawValue)
    + IdentityError.Code.allCases.map(\.rawValue) + SystemError.Code.allCases.map(\.rawValue)
    + JOSEError.Code.allCases.map(\.rawValue) + JasperError.Code.allCases.map(\.rawValue)
    + SealingError.Code.allCases.map(\.rawValue) + MessagingErrorCode.allCases.map(\.rawValue)
    + RecoveryErrorCode.allCases.map(\.rawValue) + LinkingError.Code.allCases.map(\.rawValue)

  @Test(arguments: codes) func `every code of every room has its exit status`(_ code: String) {
    #expect(ExitTable.lists(code))
  }

  @Test func `every failure class of an archive ends with 3, and so does a missing password`() {
    for code in ArchiveError.Code.allCases where code.isFailureClass || code == .passwordNeeded {
      #expect(ExitTable.status(of: code.rawValue) == 3)
    }
  }

  @Test func `what is refused by policy ends with 2, and an unknown code with 1`() {
    #expect(ExitTable.status(of: "accountExists") == 2)
    #expect(ExitTable.status(of: "daemonRunning") == 2)
    #expect(ExitTable.status(of: "fileExists") == 2)
    #expect(ExitTable.status(of: "daemonUnreachable") == 5)
    #expect(ExitTable.status(of: "never heard of") == 1)
  }

  @Test func `a relay that does not answer ends with 5 as the daemon does, a packet that does not open with 3`() {
    for code in ["relayUnreachable", "relayRefused", "answerRefused", "relayNeeded"] {
      #expect(ExitTable.status(of: code) == 5)
    }
    for code in ["packetUnreadable", "decryptionFailed", "signatureInvalid", "hashWrong", "bindingWrong"] {
      #expect(ExitTable.status(of: code) == 3)
    }
    for code in ["agentLocked", "keysPending", "contactBlocked", "notOwner", "safetyNumberWrong"] {
      #expect(ExitTable.status(of: code) == 2)
    }
  }
}
