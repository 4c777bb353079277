// Characters by name, for `\N{…}`.

/// The character that Unicode gives this name or alias, whatever the case; nil if there is none.
public func scalar(named name: String) -> Unicode.Scalar? {
  let wanted: String = name.uppercased()
  if let computed = computedName(wanted, prefix: "CJK UNIFIED IDEOGRAPH-") { return computed }
  if let syllable = hangul(wanted) { return syllable }
  // Names are stored by character, so this looks at every character that has a stored name: some milliseconds.
  for range: ClosedRange<UInt32> in [0x20...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xABFF, 0xF900...0xFFFF,
    0x10000...0x18CFF, 0x1AFF0...0x1FBFF, 0x2F800...0x2FA1F, 0xE0000...0xE01FF, 0...0x1F, 0x18D00...0x1AFEF]
  {
    for value in range {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let properties: Unicode.Scalar.Properties = scalar.properties
      if properties.name == wanted || properties.nameAlias == wanted { return scalar }
    }
  }
  return nil
}

/// A name that ends with the code in hexadecimal.
private func computedName(_ name: String, prefix: String) -> Unicode.Scalar? {
  if !name.hasPrefix(prefix) { return nil }
  guard let value = UInt32(name.dropFirst(prefix.count), radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
  return scalar.properties.name == name ? scalar : nil
}

/// The names of Hangul syllables are spelled by rule.
private func hangul(_ name: String) -> Unicode.Scalar? {
  if !name.hasPrefix("HANGUL SYLLABLE ") { return nil }
  for value: UInt32 in 0xAC00...0xD7A3 {
    guard let scalar = Unicode.Scalar(value) else { continue }
    if scalar.properties.name == name { return scalar }
  }
  return nil
}
