/// Where a JSON string stands in its text: what is between the quotation marks, still escaped.
public struct JSONToken: Sendable {
  let start: Int
  let end: Int
  let hasEscapes: Bool
}
