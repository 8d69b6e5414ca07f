/// Every route of the daemon, in the order of `signetd.openapi.yaml`.
struct DaemonRoutes {
  let house: DaemonHouse

  var all: [Route] {
    DaemonItselfRoutes(house: house).all + AccountRoutes(house: house).all + DeviceRoutes(house: house).all
      + OperationRoutes(house: house).all + EventRoutes(house: house).all
  }
}
