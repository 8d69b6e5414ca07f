/// Every route of the daemon, in the order of `signetd.openapi.yaml`.
struct DaemonRoutes {
  let house: DaemonHouse

  var all: [Route] {
    DaemonItselfRoutes(house: house).all + AccountRoutes(house: house).all + DeviceRoutes(house: house).all
      + AgentRoutes(house: house).all + RecoveryRoutes(house: house).all + ContactRoutes(house: house).all
      + ChannelRoutes(house: house).all
      + MessageRoutes(house: house).all + RelayRoutes(house: house).all + PacketRoutes(house: house).all
      + OperationRoutes(house: house).all + EventRoutes(house: house).all + StatementRoutes(house: house).all
  }
}
