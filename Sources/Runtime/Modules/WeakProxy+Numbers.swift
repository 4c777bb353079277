// The operators of a weak proxy that are rare on what proxies stand for (Language Reference 3.3.8): each is the object's own.

extension WeakProxy {
  static func defineNumbers(_ type: TypeBuilder) {
    let s = type.slots
    s.pointee.matrixMultiply = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .matrixMultiply) } }
    s.pointee.divmod = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .divmod) } }
    s.pointee.lshift = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .lshift) } }
    s.pointee.rshift = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .rshift) } }
    s.pointee.and = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .and) } }
    s.pointee.xor = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .xor) } }
    s.pointee.or = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.binary(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), .or) } }
    s.pointee.inPlaceAdd = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .add) } }
    s.pointee.inPlaceSubtract = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .subtract) } }
    s.pointee.inPlaceMultiply = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .multiply) } }
    s.pointee.inPlaceMatrixMultiply = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .matrixMultiply) } }
    s.pointee.inPlaceTrueDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .trueDivide) } }
    s.pointee.inPlaceFloorDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .floorDivide) } }
    s.pointee.inPlaceRemainder = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .remainder) } }
    s.pointee.inPlaceLshift = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .lshift) } }
    s.pointee.inPlaceRshift = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .rshift) } }
    s.pointee.inPlaceAnd = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .and) } }
    s.pointee.inPlaceXor = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .xor) } }
    s.pointee.inPlaceOr = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .or) } }
    s.pointee.power = {
      ternary($0, $1, $2, $3) { (t, a, b, c) throws(Raised) in
        try t.power(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), try WeakProxy.unwrap(t, c))
      }
    }
    s.pointee.inPlacePower = {
      ternary($0, $1, $2, $3) { (t, a, b, _) throws(Raised) in try t.inPlace(try WeakProxy.target(t, a), try WeakProxy.unwrap(t, b), .power) }
    }
    s.pointee.negative = { unary($0, $1) { (t, v) throws(Raised) in try t.negative(try WeakProxy.target(t, v)) } }
    s.pointee.positive = { unary($0, $1) { (t, v) throws(Raised) in try t.positive(try WeakProxy.target(t, v)) } }
    s.pointee.absolute = { unary($0, $1) { (t, v) throws(Raised) in try t.absolute(try WeakProxy.target(t, v)) } }
    s.pointee.invert = { unary($0, $1) { (t, v) throws(Raised) in try t.invert(try WeakProxy.target(t, v)) } }
    s.pointee.int = { unary($0, $1) { (t, v) throws(Raised) in try t.call(Type[.int].value, try WeakProxy.target(t, v)) } }
  }
}
