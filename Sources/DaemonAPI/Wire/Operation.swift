/// A long operation that a worker runs. POST routes answer with one (202); `GET /v1/operations/{id}` follows it.
public struct Operation: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case create, backup, restore, passwordChange, deviceRenewal, spareKey
    /// Makes the keys that an account lacks. It also follows, by itself and under a number of its own, when another
    /// operation that has opened the archive found some missing.
    case keyMaking
    /// Throws a device out.
    case deviceRevocation
    /// Gives the account new receive and sync keys.
    case receiveRotation
    /// Gives the account another account key.
    case accountRotation
    /// Gives this device other keys, by which it is another device.
    case deviceRotation
    /// Proves by opening the archive that the person is there.
    case unlock
    /// Makes a recovery kit and shows it at the person's terminal.
    case recoveryKit
    /// Tries one share of it.
    case recoveryRehearsal
    /// Opens the recovery key with words, for an account that is here or to see whether it does.
    case recovery
    /// Says something about a device in the account's log, by this device or by the recovery key.
    case logStatement
    /// Destroys the keys of this device, which was thrown out.
    case keyDestruction
    /// Puts certificates that a full device has renewed for this leaf into their places.
    case certificateInstall
    /// Makes this machine a device of an account, by a link that another device answers.
    case deviceJoin
    /// Takes a device into the account, by the link that it shows.
    case deviceLink
  }

  public enum State: String, Codable, Sendable {
    case running
    /// The worker waits at `socket` for the slots in `secrets`; see `SecretSender`.
    case secretNeeded
    /// It waits for another device, or for digits; `link` tells.
    case waiting
    case done
    case failed
  }

  /// Counts up from 1 in each run of the daemon.
  public let id: Int
  public let kind: Kind
  /// The account's folder name; nil while it has none (create, restore).
  public var account: String?
  public var state: State
  /// Grows with every change. `?after=REVISION` waits for a later one.
  public var revision: Int
  /// Slots that are waited for, in the order to hand them over; empty unless `secretNeeded`.
  public var secrets: [SecretSlot]
  /// Path of the worker's one-use socket; nil unless `secretNeeded`.
  public var socket: String?
  public var progress: Progress?
  /// How far a link is (deviceJoin, deviceLink).
  public var link: LinkProgress?
  /// Only when `done`.
  public var result: OperationResult?
  /// Only when `failed`.
  public var error: ErrorReport?

  public init(id: Int, kind: Kind, account: String?) {
    self.id = id
    self.kind = kind
    self.account = account
    state = .running
    revision = 0
    secrets = []
  }

  public var isOver: Bool { state == .done || state == .failed }
}

/// How far an operation is.
public struct Progress: Codable, Sendable, Equatable {
  public enum Phase: String, Codable, Sendable {
    /// The account's keys are being made; the operation begins when that is over.
    case waitingForKeys
    /// Another device is to answer, or a person to type digits.
    case waitingForDevice, waitingForDigits
    case starting, waitingForSecrets, generatingKeys, derivingKey, readingArchive, writing, readingBack, finishing
  }

  public let phase: Phase
  /// Steps done of `total`, for instance keys; both 0 where a phase has no steps.
  public let done: Int
  public let total: Int
  /// Time since the phase began; grows with every tick of a phase that takes long.
  public let milliseconds: Int

  public init(_ phase: Phase, done: Int = 0, total: Int = 0, milliseconds: Int = 0) {
    self.phase = phase
    self.done = done
    self.total = total
    self.milliseconds = milliseconds
  }
}

/// What an operation brought. Each kind sets the fields that its comment names, the others stay out of the JSON.
public struct OperationResult: Codable, Sendable, Equatable {
  /// The account (every kind but `spareKey`).
  public var id: String?
  /// This device (create, restore, deviceRenewal, deviceJoin, deviceRotation, keyDestruction), the new one (deviceLink),
  /// or the one that was thrown out (deviceRevocation) or that it is about (logStatement).
  public var deviceId: String?
  /// What that device may do (deviceJoin, deviceLink): `leaf` or `full`.
  public var role: String?
  /// What that device is called (deviceJoin, deviceLink, deviceRotation).
  public var deviceName: String?
  /// How the account can be recovered (create, restore): `none`, `kitMade` or `kitRehearsed`.
  public var recovery: String?
  public var displayName: String?
  /// The file written (backup; deviceJoin and deviceLink with files) or read (restore).
  public var path: String?
  /// What to type on the old device (deviceJoin that wrote a request).
  public var digits: String?
  /// The device whose place the new one takes (deviceRotation), once that has signed (deviceJoin, deviceLink).
  public var supersedes: String?
  /// Until when others do not count the new device, unless an older one or the recovery key countersigns (deviceLink);
  /// Unix seconds.
  public var pendingUntil: Int64?
  /// Size of the file written, in bytes (backup).
  public var bytes: Int?
  /// Whether the file now needs a password or a key (create, backup, passwordChange, restore).
  public var hasPassword: Bool?
  /// End of the new certificate (deviceRenewal; keyMaking where it renewed one), Unix seconds.
  public var expires: Int64?
  /// What a merge did (restore with `merge`).
  public var merge: MergeSummary?
  /// What the new keys are for (keyMaking): `signing`, `wrap`, `receive`, `sync`.
  public var keys: [String]?
  /// Who was thrown out, and what it took (deviceRevocation).
  public var revocation: RevocationReport?
  /// The new shared keys (deviceRevocation, receiveRotation).
  public var rotation: RotationReport?
  /// The new account key, and who follows it (accountRotation).
  public var accountRotation: AccountRotationReport?
  /// The recovery kit as it is now (recoveryKit, recoveryRehearsal).
  public var kit: KitStatus?
  /// The number of the share that was rehearsed (recoveryRehearsal).
  public var share: Int?
  /// SHA-256 of the SubjectPublicKeyInfo of the recovery key that words have opened, 64 hex (recovery, restore).
  public var recoveryKey: String?
  /// Hashes of what was said, 64 hex each (logStatement).
  public var statements: [String]?
  /// Whether the recovery key has vouched for this device just now (recovery).
  public var vouched: Bool?
  /// Things that did not stop the operation and that the person should know, one sentence each.
  public var warnings: [String]

  public init(warnings: [String] = []) { self.warnings = warnings }
}

/// What `restore --merge` changed. A merge never removes and never takes a revocation back.
public struct MergeSummary: Codable, Sendable, Equatable {
  public let contactsAdded: Int
  public let contactsChanged: Int
  public let revocationsAdded: Int
  public let settingsAdded: Int

  public init(contactsAdded: Int, contactsChanged: Int, revocationsAdded: Int, settingsAdded: Int) {
    self.contactsAdded = contactsAdded
    self.contactsChanged = contactsChanged
    self.revocationsAdded = revocationsAdded
    self.settingsAdded = settingsAdded
  }
}
