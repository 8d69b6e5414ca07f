import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import JOSE
import Linking
import Platform

/// Takes in the approval of a request that this machine has written.
struct ApprovedJoin {
  let bench: Workbench
  let path: String

  func run() throws -> JobOutcome {
    let bytes = try FileReader.read(path, limit: LinkingLimits.approval)
    let name = PendingJoins.Name(request: try WrittenRequest.digest(ofApproval: bytes))
    let pending = try PendingJoins(bench.data)
    guard let kept = try pending.find(name), let key = kept.requestKey else {
      throw LinkingError(
        .requestUnknown, "no request of this machine waits for this approval",
        hint: "it was used already or is another machine's; `signet device join --request FILE` writes a new request")
    }
    let written = try WrittenRequest(bytes: kept.request, key: key)
    let now = UnixTime.now()
    let joined = try written.join(bytes, wrap: OAEPPrivateKey(pkcs8: try kept.wrap.pkcs8DER()), now: now)
    let here = AccountHere(data: bench.data, now: .now()).folder(of: joined.account)
    try bench.channel.claim(account: (here?.id ?? JamiID(of: joined.account)).text)
    bench.progress.enter(.writing)
    let arrival = JoinedAccount(
      bench: bench, answer: joined.answer, approver: joined.approver, keys: JoiningKeys(kept), now: now)
    var result = try arrival.settle()
    // What is left of it is swept in time, and whoever takes it in again finds it done.
    do { try pending.remove(name) } catch { result.warnings.append("what was kept of the request is still there") }
    if case .token(let place) = kept.signing {
      result.warnings.append(
        "the signing key is on the token \(place.url.tokenName): it signs after `signet unlock --token-pin-file FILE`")
    }
    result.path = path
    return JobOutcome(result: result)
  }
}
