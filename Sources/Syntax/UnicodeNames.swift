// Characters by name, for `\N{…}`.

/// The character that Unicode gives this name or alias, whatever the case; nil if there is none.
public func scalar(named name: String) -> Unicode.Scalar? {
  let wanted: String = name.uppercased()
  if let value = alias(wanted) { return Unicode.Scalar(value) }
  if let computed = computedName(wanted, prefix: "CJK UNIFIED IDEOGRAPH-") { return computed }
  if let syllable = hangul(wanted) { return syllable }
  // Names are stored by character, so this looks at every character that has a stored name: some milliseconds.
  for range: ClosedRange<UInt32> in [
    0x20...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xABFF, 0xF900...0xFFFF,
    0x10000...0x18CFF, 0x1AFF0...0x1FBFF, 0x2F800...0x2FA1F, 0xE0000...0xE01FF, 0x18D00...0x1AFEF,
  ] {
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
  guard let value = UInt32(name.dropFirst(prefix.count), radix: 16), let scalar = Unicode.Scalar(value) else {
    return nil
  }
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

// MARK: Aliases

/// The formal aliases of characters (NameAliases.txt), where the standard library does not know them: controls and
/// abbreviations. `code=NAME;` with the code in hexadecimal.
private let aliases: StaticString = """
  0=NULL;0=NUL;1=START OF HEADING;1=SOH;2=START OF TEXT;2=STX;3=END OF TEXT;3=ETX;4=END OF TRANSMISSION;4=EOT; \
  5=ENQUIRY;5=ENQ;6=ACKNOWLEDGE;6=ACK;7=ALERT;7=BEL;8=BACKSPACE;8=BS;9=CHARACTER TABULATION; \
  9=HORIZONTAL TABULATION;9=HT;9=TAB;A=LINE FEED;A=NEW LINE;A=END OF LINE;A=LF;A=NL;A=EOL;B=LINE TABULATION; \
  B=VERTICAL TABULATION;B=VT;C=FORM FEED;C=FF;D=CARRIAGE RETURN;D=CR;E=SHIFT OUT;E=LOCKING-SHIFT ONE;E=SO; \
  F=SHIFT IN;F=LOCKING-SHIFT ZERO;F=SI;10=DATA LINK ESCAPE;10=DLE;11=DEVICE CONTROL ONE;11=DC1; \
  12=DEVICE CONTROL TWO;12=DC2;13=DEVICE CONTROL THREE;13=DC3;14=DEVICE CONTROL FOUR;14=DC4; \
  15=NEGATIVE ACKNOWLEDGE;15=NAK;16=SYNCHRONOUS IDLE;16=SYN;17=END OF TRANSMISSION BLOCK;17=ETB;18=CANCEL;18=CAN; \
  19=END OF MEDIUM;19=EOM;1A=SUBSTITUTE;1A=SUB;1B=ESCAPE;1B=ESC;1C=INFORMATION SEPARATOR FOUR;1C=FILE SEPARATOR; \
  1C=FS;1D=INFORMATION SEPARATOR THREE;1D=GROUP SEPARATOR;1D=GS;1E=INFORMATION SEPARATOR TWO;1E=RECORD SEPARATOR; \
  1E=RS;1F=INFORMATION SEPARATOR ONE;1F=UNIT SEPARATOR;1F=US;20=SP;7F=DELETE;7F=DEL;80=PADDING CHARACTER;80=PAD; \
  81=HIGH OCTET PRESET;81=HOP;82=BREAK PERMITTED HERE;82=BPH;83=NO BREAK HERE;83=NBH;84=INDEX;84=IND;85=NEXT LINE; \
  85=NEL;86=START OF SELECTED AREA;86=SSA;87=END OF SELECTED AREA;87=ESA;88=CHARACTER TABULATION SET; \
  88=HORIZONTAL TABULATION SET;88=HTS;89=CHARACTER TABULATION WITH JUSTIFICATION; \
  89=HORIZONTAL TABULATION WITH JUSTIFICATION;89=HTJ;8A=LINE TABULATION SET;8A=VERTICAL TABULATION SET;8A=VTS; \
  8B=PARTIAL LINE FORWARD;8B=PARTIAL LINE DOWN;8B=PLD;8C=PARTIAL LINE BACKWARD;8C=PARTIAL LINE UP;8C=PLU; \
  8D=REVERSE LINE FEED;8D=REVERSE INDEX;8D=RI;8E=SINGLE SHIFT TWO;8E=SINGLE-SHIFT-2;8E=SS2;8F=SINGLE SHIFT THREE; \
  8F=SINGLE-SHIFT-3;8F=SS3;90=DEVICE CONTROL STRING;90=DCS;91=PRIVATE USE ONE;91=PRIVATE USE-1;91=PU1; \
  92=PRIVATE USE TWO;92=PRIVATE USE-2;92=PU2;93=SET TRANSMIT STATE;93=STS;94=CANCEL CHARACTER;94=CCH; \
  95=MESSAGE WAITING;95=MW;96=START OF GUARDED AREA;96=START OF PROTECTED AREA;96=SPA;97=END OF GUARDED AREA; \
  97=END OF PROTECTED AREA;97=EPA;98=START OF STRING;98=SOS;99=SINGLE GRAPHIC CHARACTER INTRODUCER;99=SGC; \
  9A=SINGLE CHARACTER INTRODUCER;9A=SCI;9B=CONTROL SEQUENCE INTRODUCER;9B=CSI;9C=STRING TERMINATOR;9C=ST; \
  9D=OPERATING SYSTEM COMMAND;9D=OSC;9E=PRIVACY MESSAGE;9E=PM;9F=APPLICATION PROGRAM COMMAND;9F=APC;A0=NBSP; \
  AD=SHY;1A2=LATIN CAPITAL LETTER GHA;1A3=LATIN SMALL LETTER GHA;34F=CGJ;61C=ALM;180B=FVS1;180C=FVS2;180D=FVS3; \
  180E=MVS;180F=FVS4;200B=ZWSP;200C=ZWNJ;200D=ZWJ;200E=LRM;200F=RLM;202A=LRE;202B=RLE;202C=PDF;202D=LRO;202E=RLO; \
  202F=NNBSP;205F=MMSP;2060=WJ;2066=LRI;2067=RLI;2068=FSI;2069=PDI;2118=WEIERSTRASS ELLIPTIC FUNCTION; \
  2448=MICR ON US SYMBOL;2449=MICR DASH SYMBOL;FEFF=BYTE ORDER MARK;FEFF=BOM;FEFF=ZWNBSP;
  """

/// The code of an alias.
private func alias(_ name: String) -> UInt32? {
  if name.hasPrefix("VS"), let number = UInt32(name.dropFirst(2)), number >= 1, number <= 256,
    name.dropFirst(2).first != "0"
  {
    return number <= 16 ? 0xFE00 + number - 1 : 0xE0100 + number - 17
  }
  let wanted: [UInt8] = Array(name.utf8)
  var index: Int = 0
  while index < aliases.utf8CodeUnitCount {
    if aliases.utf8Start[index] == 0x20 {
      index += 1
      continue
    }
    var code: UInt32 = 0
    while let digit = hexDigit(aliases.utf8Start[index]) {
      code = code << 4 | digit
      index += 1
    }
    index += 1
    let start: Int = index
    while aliases.utf8Start[index] != UInt8(ascii: ";") { index += 1 }
    let text = UnsafeBufferPointer(start: aliases.utf8Start + start, count: index - start)
    if text.elementsEqual(wanted) { return code }
    index += 1
  }
  return nil
}
