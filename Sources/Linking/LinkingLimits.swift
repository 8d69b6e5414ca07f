/// How long, how often and how much.
public enum LinkingLimits {
  /// How long a link is good for, from when it is shown to the right digits.
  public static let lifetime = Duration.seconds(300)
  /// How much longer the new device waits for an answer that the right digits have started.
  public static let grace = Duration.seconds(60)
  /// Entries of digits.
  public static let tries = 3
  /// Most bytes of a link's text.
  public static let link = 512
  /// Bytes of a mailbox's name: those of a receive key's SubjectPublicKeyInfo.
  public static let mailbox = 550
  /// Random bytes of a packet's `signature`.
  public static let signature = 512
  /// Most bytes of one part of a message before it is sealed: with its frame, and in base64url, a relay's 1 MiB holds it.
  public static let part = 512 << 10
  /// Most parts of an answer.
  public static let parts = 192
  /// Most bytes of an answer in all: an archive of 72 MiB and what comes with it.
  public static let answer = 80 << 20
  /// Most bytes of what a device says of the machine that it runs on.
  public static let platform = 128

  /// Seconds for which a request in a file is good.
  public static let requestLife: Int64 = 7 * 86_400
  /// Seconds by which the clocks of two machines may differ.
  public static let clockDifference: Int64 = 86_400
  /// Most bytes of a request in a file.
  public static let request = 64 << 10
  /// Most bytes of an approval in a file: an answer, and what is around it.
  public static let approval = answer + (64 << 10)
}
