import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// `POST /sync/servers` and `POST /sync/hashes`: how servers tell each other what there is.
struct SyncRoutes: Sendable {
  let database: PacketDatabase
  let mesh: Mesh
  let metrics: RelayMetrics

  var routes: [Route] {
    [
      Route(method: .POST, path: "/sync/servers", bodyLimit: PacketLimits.serversBody) { request, loop in
        servers(request, loop)
      },
      Route(method: .POST, path: "/sync/hashes", bodyLimit: PacketLimits.hashesBody) { request, loop in
        // Too long for an event loop where the lists are long; the threads that read are for that.
        database.readingThreads.runIfActive(eventLoop: loop) { try hashes(request) }
      },
    ]
  }

  private func servers(_ request: RelayRequest, _ loop: any EventLoop) -> EventLoopFuture<RelayResponse> {
    // An address of our own that we did not know: it must not become a peer.
    guard request.head.instance != mesh.instance else {
      return loop.makeFailedFuture(RelayError(.ownRequest, "this relay has asked itself"))
    }
    do throws(JasperError) {
      let told = try request.body.withBytes { (bytes) throws(JasperError) in try ServersBody(json: bytes) }.servers
      let known = mesh.knownServers()
      mesh.learn(told, from: mesh.source(of: request).peer)
      let listed = Set(told)
      let news = ServersBody(servers: known.filter { !listed.contains($0) })
      return loop.makeSucceededFuture(.json(news.json))
    } catch {
      metrics.refused(status: 400)
      return loop.makeFailedFuture(error)
    }
  }

  private func hashes(_ request: RelayRequest) throws(JasperError) -> RelayResponse {
    let told: HashesBody
    do throws(JasperError) {
      told = try request.body.withBytes { (bytes) throws(JasperError) in try HashesBody(json: bytes) }
    } catch {
      metrics.refused(status: 400)
      throw error
    }
    let now = database.clock.now()
    let (news, wanted) = database.look { index in
      (index.hashes(notIn: told.hashes), index.wanted(of: told.hashes, at: now))
    }
    if !wanted.isEmpty { mesh.pull(wanted, told: told.server, at: request.address) }
    // As much as its reader takes; the rest is told at the next sync.
    let most = (PacketLimits.hashesBody - 1024) / 67
    return .json(HashesBody(hashes: Array(news.prefix(most))).json)
  }
}
