import HTTPTypes
import Hummingbird
import NIOCore

/// What a handler knows of its request beside the request itself.
struct DaemonContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}
