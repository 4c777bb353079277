/// The instruction set. This file is the only list of opcodes: the case gives the name, its comment draws what the
/// instruction does, and its row in `Opcode.row` gives operands, inline words and control flow. Disassembler, verifier,
/// assembler and the loop's handler table are derived from here.
///
/// An instruction is a little-endian 64-bit word, followed by `shape.inline.count` inline words:
///
///     63      48 47      32 31      16 15       0
///    |    C     |    B     |    A     |  opcode  |
///
/// - `R[i]` is register i of the running frame. In code that keeps its names in a mapping (module, class, `exec`
///   and `eval` bodies: `Code.usesNamespace`) R[0] is that mapping.
/// - `pc` points behind the opcode word while a handler runs, so inline words are `pc[0]`, `pc[1]`, ….
/// - A jump offset is signed, in words, relative to the end of the whole instruction, and always lies in the highest
///   bits, so that one arithmetic shift extracts it: 16 bits in C, 32 bits in B…C, or 48 bits in A…C.
/// - Inline `name` words index `Code.names`, `constant` words index `Code.constants`; a loader patches them
///   to object references. `cache` words are 0 in compiled code and belong to the interpreter. `number` is a plain integer.
/// - When an instruction fails, no register has been written.
/// - Sources are read before destinations are written, so a destination may be one of the sources.
/// - "Call layout at A": R[A] is the callee, R[A+1] and R[A+2] are reserved for linkage, arguments start at R[A+3], the
///   result replaces R[A]. Every register from A on that is not an argument is dead at the call.
/// - "Empty" is the internal sentinel of an unbound variable.
public enum Opcode: UInt16, CaseIterable, Sendable {
  // MARK: Moves and constants

  /// Does nothing (a line that must be seen by a tracer, and holds no other instruction).
  case nop
  /// R[A] = R[B]
  case move
  /// R[A] = constant
  case loadConst
  /// R[A] = int(B…C as a signed 32-bit number)
  case loadInt
  /// R[A] = None
  case loadNone
  /// R[A] = True
  case loadTrue
  /// R[A] = False
  case loadFalse

  // MARK: Local variables, cells and free variables (langref 4.2)

  /// R[A], …, R[A+C-1] = empty (C is at least 1). In the prologue for locals that may be looked at while unbound; later it unbinds one.
  case clear
  /// UnboundLocalError for `Code.varNames[A]` if R[A] is empty.
  case checkBound
  /// `del` of local A: as `checkBound`, then R[A] = empty.
  case deleteLocal
  /// R[A] = cell(R[A]): a captured parameter moves into its cell.
  case makeCell
  /// R[A] = cell(empty): a captured local that is no parameter.
  case makeEmptyCell
  /// R[A] = content of the cell R[B]; UnboundLocalError for the variable of that cell (`Code.cellName(register:)`) if empty.
  case loadCell
  /// content of the cell R[A] = R[B]
  case storeCell
  /// content of the cell R[A] = empty; UnboundLocalError if it is empty already.
  case deleteCell
  /// R[A] = content of the function's closure cell number B; NameError "cannot access free variable …" for `Code.freeVars[B]` if empty.
  case loadFree
  /// content of closure cell number A = R[B]
  case storeFree
  /// content of closure cell number A = empty; NameError as `loadFree` if it is empty already.
  case deleteFree
  /// R[A] = closure cell number B itself (to be captured by a nested function).
  case loadFreeCell
  /// Class body: R[A] = R[0][freeVars[B]] if the mapping has that key, else as `loadFree A, B`.
  case loadClassFree

  // MARK: Global variables and names in a namespace

  /// R[A] = function's globals[name], else builtins[name], else NameError "name 'x' is not defined".
  case loadGlobal
  /// globals[name] = R[A]
  case storeGlobal
  /// del globals[name]; NameError if missing.
  case deleteGlobal
  /// R[A] = R[0][name], else globals[name], else builtins[name], else NameError. (R[0] is globals itself in a module.)
  case loadName
  /// R[0][name] = R[A]
  case storeName
  /// del R[0][name]; NameError if missing.
  case deleteName

  // MARK: Arithmetic: R[A] = R[B] op R[C]

  case add
  case sub
  case mul
  case matMul
  case trueDiv
  case floorDiv
  case mod
  case pow
  case lshift
  case rshift
  case bitAnd
  case bitOr
  case bitXor

  // MARK: Arithmetic with an int at the right: R[A] = R[B] op int(C as signed 16-bit)

  case addImm
  case subImm
  case mulImm
  case trueDivImm
  case floorDivImm
  case modImm
  case powImm
  case lshiftImm
  case rshiftImm
  case bitAndImm

  // MARK: Arithmetic with an int at the left: R[A] = int(C as signed 16-bit) op R[B]

  case immAdd
  case immSub
  case immMul

  // MARK: In-place arithmetic (`x op= y`): R[A] = R[B] op= R[C], tries `__iop__` before `__op__` and `__rop__`

  case iadd
  case isub
  case imul
  case imatMul
  case itrueDiv
  case ifloorDiv
  case imod
  case ipow
  case ilshift
  case irshift
  case ibitAnd
  case ibitOr
  case ibitXor
  /// R[A] = R[B] op= int(C as signed 16-bit); so the following seven.
  case iaddImm
  case isubImm
  case imulImm
  case ifloorDivImm
  case imodImm
  case ilshiftImm
  case irshiftImm
  case ibitAndImm

  // MARK: Unary: R[A] = op R[B]

  case neg
  case pos
  case invert
  /// R[A] = not R[B] (a bool)
  case not

  // MARK: Comparison as a value: R[A] = R[B] op R[C] (rich comparisons may give any object)

  case lt
  case le
  case gt
  case ge
  case eq
  case ne
  /// `is`, identity, a bool
  case isSame
  /// `is not`
  case isNotSame
  /// R[A] = R[B] in R[C] (item, container), a bool
  case contains
  /// R[A] = R[B] not in R[C]
  case notContains

  // MARK: Jumps. All of this section may jump backward, where the loop's guard is checked.

  /// pc += A…C (signed 48-bit)
  case jump
  /// if R[A] is true: pc += B…C (signed 32-bit)
  case jumpIfTrue
  /// if R[A] is false: pc += B…C
  case jumpIfFalse
  /// if R[A] is None: pc += B…C
  case jumpIfNone
  /// if R[A] is not None: pc += B…C
  case jumpIfNotNone
  /// if R[A] < R[B] is true: pc += C (signed 16-bit). "Not" forms jump when the comparison's result is false:
  /// they differ from the opposite comparison for NaN and for user classes.
  case jumpIfLt
  case jumpIfNotLt
  case jumpIfLe
  case jumpIfNotLe
  case jumpIfGt
  case jumpIfNotGt
  case jumpIfGe
  case jumpIfNotGe
  case jumpIfEq
  case jumpIfNotEq
  case jumpIfNe
  case jumpIfNotNe
  /// if R[A] < int(B as signed 16-bit) is true: pc += C
  case jumpIfLtImm
  case jumpIfNotLtImm
  case jumpIfLeImm
  case jumpIfNotLeImm
  case jumpIfGtImm
  case jumpIfNotGtImm
  case jumpIfGeImm
  case jumpIfNotGeImm
  case jumpIfEqImm
  case jumpIfNotEqImm
  case jumpIfNeImm
  case jumpIfNotNeImm
  /// if R[A] is R[B]: pc += C
  case jumpIfSame
  /// if R[A] is not R[B]: pc += C
  case jumpIfNotSame
  /// if R[A] in R[B]: pc += C (item, container)
  case jumpIfIn
  /// if R[A] not in R[B]: pc += C
  case jumpIfNotIn

  // MARK: Iteration and unpacking

  /// R[A] = iter(R[B])
  case getIter
  /// If the iterator R[B] has a next value: R[A] = value, pc += C (back to the loop's body). At its end: next instruction.
  /// A generator is resumed in this frame stack; its `yield` finds this word at returnPC[-1]. May jump backward.
  case forIter
  /// R[A], …, R[A+C-1] = the C values of the iterable R[B]; ValueError "not enough values to unpack …", "too many values to unpack …".
  /// All values are taken before the first is stored. C may be 0.
  case unpack
  /// As `unpack`, at the head of a loop's body: R[B] is the value that `forIter` has just stored there, and is dead behind this. A
  /// `forIter` whose iterator has the values at hand may store them itself, and go on behind this instruction.
  case unpackItem
  /// `a, *b, c = R[B]`: C targets before the star at R[A]…, then the list at R[A+C], then `number` targets behind it.
  case unpackEx

  // MARK: Calls

  /// Call layout at A with B positional arguments.
  case call
  /// Call layout at A with B arguments, of which the last len(names) are keyword values; the constant is the tuple of their names.
  case callKw
  /// `f(*args, **kwargs)`, call layout at A: R[A+3] = any iterable of positional arguments (TypeError "f() argument after * must be
  /// an iterable, not T" if it is not iterable), R[A+4] = dict of keyword arguments, or empty if there are none.
  case callEx
  /// `obj.name(…)`, call layout at A with B arguments: R[A+3] = obj, counted in B. A function or method descriptor found on the type
  /// is called with obj; any other attribute value is called without it (arguments shift down by one).
  case callMethod
  /// As `callMethod` with keywords as `callKw` has them.
  case callMethodKw
  /// First half of `obj.name(…)` where an argument may have side effects, so that the attribute must be found before: R[B] = obj.
  /// A function or method descriptor found on the type: R[A] = it, R[A+3] = obj. Any other attribute value: R[A] = it, R[A+3] = empty.
  case loadMethod
  /// Second half: call layout at A with B arguments, counting R[A+3]. If R[A+3] is empty, R[A] is called without it (arguments shift
  /// down by one).
  case callLoaded
  /// As `callLoaded` with keywords as `callKw` has them.
  case callLoadedKw
  /// `super().name(…)` in a method, call layout at A with B arguments: R[A+1] = the cell of `__class__`, R[A+3] = the method's first
  /// argument, counted in B. If the name `super` is the builtin, no super object is made; if not, `super()` is called as any callable,
  /// and its attribute is called without R[A+3]. RuntimeError "super(): empty __class__ cell".
  case callSuperMethod
  /// R[A] = `super().name`: R[B] = the cell of `__class__`, R[C] = the method's first argument. Other rules as in `callSuperMethod`.
  case loadSuperAttr

  // MARK: Functions and classes

  /// R[A] = function of the code constant. C's flags say which of these lie in registers from B on, in this order: 1 = tuple of
  /// positional defaults, 2 = dict of keyword-only defaults, 4 = tuple of annotations (name, value, name, value, …), 8 = closure: as
  /// many cells as the code has `freeVars`.
  case makeFunction
  /// R[A] = builtins.__build_class__
  case loadBuildClass

  // MARK: Leaving a function

  /// Returns R[A] to the caller.
  case returnValue
  /// Returns None to the caller.
  case returnNone
  /// First instruction of a generator, coroutine or async generator (before any `makeCell`): makes the object with the frame's arguments and returns it.
  case returnGenerator
  /// Ends the generator with the value R[A] (StopIteration(value), StopAsyncIteration in an async generator).
  case returnFromGenerator
  /// Suspends and gives R[B] to the resumer; when resumed, R[A] = sent value. Line events: the same line as before.
  case yield
  /// `yield from`, `await`: sends R[A] to the iterator or coroutine R[B]. If that yields a value, this frame suspends too, yielding it,
  /// with pc AT this instruction, so that resuming stores the sent value in R[A] and executes it again; `throw` and `close` go to R[B]
  /// first. When R[B] returns: R[A] = its return value, next instruction. Has no inline words: a sub-generator resumed
  /// in this frame stack finds the word at returnPC[-1].
  case yieldFrom
  /// R[A] = iterator for `yield from R[B]`: a generator or (in a coroutine or generator-based one) a coroutine itself, else iter(R[B]).
  case getYieldFromIter
  /// R[A] = awaitable's iterator (PEP 492). C: 0 = `await`, 1 = result of `__aenter__`, 2 = result of `__aexit__` (they word the TypeError).
  case getAwaitable
  /// R[A] = R[B].__aiter__(), checked to have `__anext__`
  case getAIter
  /// R[A] = awaitable's iterator of R[B].__anext__()
  case getANext
  /// End of `async for`: R[A] = exception. StopAsyncIteration: next instruction; any other one is re-raised.
  case endAsyncFor
  /// R[A] = R[B] wrapped as a value yielded by an async generator (it differs from what its `await`s yield).
  case asyncGenWrap

  // MARK: Exceptions (langref 8.4). "Handled slot" is where `raise`, `__context__` and sys.exc_info() look: the running
  // generator's own, else the thread's.

  /// R[A] = handled slot, handled slot = R[B].
  case pushHandled
  /// handled slot = R[A]
  case popHandled
  /// if exception R[A] does not match the class or tuple of classes R[B]: pc += C. TypeError "catching classes that do not inherit from
  /// BaseException is not allowed". Forward only.
  case jumpIfNotExcMatch
  /// `except*`: R[A] = the matching part of exception R[B] for type(s) R[C], or None; R[A+1] = the rest, or None. A naked exception that
  /// matches is wrapped in a group.
  case matchExcGroup
  /// End of `except*`: R[A] = what remains to be raised or None, of the original exception R[B] and the list R[C] of exceptions
  /// that were raised by handlers or left unhandled (None among them means nothing).
  case prepReraiseStar
  /// raise R[A] (class or instance)
  case raise
  /// raise R[A] from R[B]
  case raiseFrom
  /// Bare `raise`: re-raises what the handled slot holds; RuntimeError "No active exception to reraise".
  case raiseAgain
  /// Continues to propagate exception R[A]: no new traceback entry for this frame and no change of `__context__`.
  case reraise
  /// `with R[B]`: R[A] = bound `__exit__`, R[A+1] = result of `__enter__()`. TypeError "'T' object does not support the context manager protocol".
  case withEnter
  /// `async with R[B]`: R[A] = bound `__aexit__`, R[A+1] = result of `__aenter__()`, not awaited yet.
  case asyncWithEnter
  /// Call layout at A (six registers free): R[A] = R[B](None, None, None)
  case withExit
  /// Call layout at A (six registers free): R[A] = R[B](type(R[C]), R[C], R[C].__traceback__)
  case withExitError
  /// R[A] = AssertionError, whatever the name means now
  case loadAssertionError

  // MARK: Building and filling containers

  /// R[A] = (R[B], …, R[B+C-1]); so the following three.
  case buildTuple
  case buildList
  case buildSet
  /// Concatenates C strings.
  case buildString
  /// R[A] = dict of C pairs: key R[B], value R[B+1], key R[B+2], …
  case buildDict
  /// R[A] = dict of the C keys in the constant tuple, values R[B]…
  case buildConstKeyDict
  /// R[A] = slice(R[B], R[B+1]) or, if C is 3, slice(R[B], R[B+1], R[B+2])
  case buildSlice
  /// R[A] = format(conversion(R[B]), spec). C & 3: 0 = no conversion, 1 = str, 2 = repr, 3 = ascii; C & 4: the spec is R[B+1], else ''.
  case formatValue
  /// R[A].append(R[B]) on an exact list
  case listAppend
  /// R[A].add(R[B]) on an exact set
  case setAdd
  /// R[A][R[B]] = R[C] on an exact dict
  case dictSet
  /// R[A].extend(R[B]); TypeError "Value after * must be an iterable, not T"
  case listExtend
  /// R[A].update(R[B]) on an exact set
  case setUpdate
  /// R[A].update(R[B]) on an exact dict; TypeError "'T' object is not a mapping"
  case dictUpdate
  /// `**R[B]` in a call of R[C] (for the error texts): R[A].update(R[B]); TypeError "f() got multiple values for keyword argument 'k'",
  /// "f() argument after ** must be a mapping, not T", "keywords must be strings".
  case dictMerge
  /// R[A] = tuple(list R[B])
  case listToTuple

  // MARK: Attributes and items

  /// R[A] = R[B].name
  case getAttr
  /// R[A].name = R[B]
  case setAttr
  /// del R[A].name
  case delAttr
  /// R[A] = R[B][R[C]]
  case getItem
  /// R[A] = R[B][int(C as signed 16-bit)]
  case getItemImm
  /// R[A] = R[B][R[C]:R[C+1]]
  case getSlice
  /// R[A] = R[B][R[C]:R[C+1]:R[C+2]]
  case getSliceStep
  /// R[A][R[B]] = R[C]
  case setItem
  /// R[A][int(B as signed 16-bit)] = R[C]
  case setItemImm
  /// R[A][R[B]:R[B+1]] = R[C]
  case setSlice
  /// del R[A][R[B]]
  case delItem

  // MARK: Modules

  /// R[A] = __import__(name, globals, locals, fromlist = constant (None or tuple), level = B)
  case importName
  /// R[A] = attribute `name` of module R[B], else sys.modules[R[B].__name__ + "." + name], else ImportError.
  case importFrom
  /// `from R[A] import *` into the mapping R[0].
  case importStar

  // MARK: match (langref 8.6)

  /// if R[A] is no sequence for patterns (Py_TPFLAGS_SEQUENCE): pc += B…C. Forward only.
  case jumpIfNotSequence
  /// if R[A] is no mapping for patterns (Py_TPFLAGS_MAPPING): pc += B…C. Forward only.
  case jumpIfNotMapping
  /// R[A] = len(R[B])
  case getLen
  /// R[A] = tuple of the values of mapping R[B] for the keys in tuple R[C], or None if one is missing. ValueError for duplicate keys.
  case matchKeys
  /// R[A] = tuple of the attributes of R[B] for class R[C]: `number` positional ones by `__match_args__`, then those of the constant
  /// tuple of names; None if R[B] is no instance or lacks one. TypeError "T() accepts n positional sub-patterns (m given)" ….
  case matchClass
  /// R[A] = a new dict of mapping R[B] without the keys in tuple R[C] (`**rest`).
  case copyWithoutKeys

  // MARK: Others

  /// Makes R[0]['__annotations__'] = {} unless it exists.
  case setupAnnotations
  /// sys.displayhook(R[A]) (interactive statement)
  case printExpr
  /// Leaves the loop that runs this frame with R[A] as its result (never emitted by the compiler).
  case halt
}

/// What one 16-bit field of an instruction means.
public enum Operand: UInt8, Sendable {
  /// Unused, 0.
  case none
  /// A register that is written.
  case write
  /// A register that is read.
  case read
  /// A register that is read, then written.
  case readWrite
  /// The first of two registers that are written.
  case writePair
  /// The first of two registers that are read.
  case readPair
  /// The first of three registers that are read.
  case readTriple
  /// The first of a run of registers that is written; its length is in C (and for `unpackEx` C + 1 + number).
  case writeRun
  /// The first of a run of registers that is read; its length is in C.
  case readRun
  /// The first of a run of pairs that is read; the number of pairs is in C.
  case readPairs
  /// The first of the registers of `makeFunction` or `formatValue` that C's flags announce.
  case readFlagged
  /// Base of a call layout whose argument count is in B.
  case callBase
  /// Base of the call layout of `callEx`: reads A, A+3, A+4.
  case callExBase
  /// Base of the call layout of `withExit`: only written, six registers.
  case callWrite
  /// Base of a call layout: writes A and A+3.
  case writeMethod
  /// A count, a level or flags (unsigned).
  case count
  /// A signed 16-bit integer operand.
  case immediate
  /// A signed 32-bit integer operand in B…C.
  case immediate32
  /// Number of a closure cell.
  case free
  /// A signed 16-bit jump offset in C.
  case jump16
  /// A signed 32-bit jump offset in B…C.
  case jump32
  /// A signed 48-bit jump offset in A…C.
  case jump48
}

/// What one inline word means.
public enum InlineWord: UInt8, Sendable {
  /// Index into `Code.constants`, patched to a reference by the loader.
  case constant
  /// Index into `Code.names`, patched to the interned str by the loader.
  case name
  /// 0; belongs to the interpreter.
  case cache
  /// A plain unsigned number.
  case number
}

/// The kinds of an instruction's inline words, of which there are at most four: an array without memory of its own, since loading a module
/// looks at one for each instruction.
public struct InlineWords: RandomAccessCollection, ExpressibleByArrayLiteral, BitwiseCopyable, Sendable {
  /// A byte each, the first one lowest.
  private var kinds: UInt32 = 0
  private var length: UInt8 = 0

  public init(arrayLiteral elements: InlineWord...) {
    for kind in elements {
      kinds |= UInt32(kind.rawValue) << (8 * UInt32(length))
      length += 1
    }
  }
  public var startIndex: Int { 0 }
  public var endIndex: Int { Int(length) }
  public subscript(_ i: Int) -> InlineWord {
    InlineWord(rawValue: UInt8(truncatingIfNeeded: kinds &>> (8 &* UInt32(truncatingIfNeeded: i)))) ?? .number
  }
}

/// One row of the table: how to read an instruction, and where control goes after it.
public struct OpcodeShape: Sendable {
  public var a: Operand
  public var b: Operand
  public var c: Operand
  public var inline: InlineWords
  /// The next instruction is never reached from this one.
  public var endsBlock: Bool
  /// A jump of this opcode may go backward (the loop checks its guard there).
  public var mayJumpBack: Bool

  init(
    _ a: Operand = .none, _ b: Operand = .none, _ c: Operand = .none, _ inline: InlineWords = [],
    ends: Bool = false, back: Bool = false
  ) {
    self.a = a
    self.b = b
    self.c = c
    self.inline = inline
    self.endsBlock = ends
    self.mayJumpBack = back
  }

  /// Which operand is a jump offset, if any.
  public var jump: Operand? {
    if a == .jump48 { return .jump48 }
    if b == .jump32 { return .jump32 }
    return c == .jump16 ? .jump16 : nil
  }
}

extension Opcode {
  /// Operands A, B, C and inline words.
  public var shape: OpcodeShape { Opcode.shapes[Int(rawValue)] }
  nonisolated(unsafe) private static let shapes: UnsafePointer<OpcodeShape> = {
    let rows = UnsafeMutablePointer<OpcodeShape>.allocate(capacity: Opcode.allCases.count)
    for opcode in Opcode.allCases { (rows + Int(opcode.rawValue)).initialize(to: opcode.row) }
    return UnsafePointer(rows)
  }()

  /// The table that `shape` looks up.
  private var row: OpcodeShape {
    switch self {
    case .nop: return OpcodeShape()
    case .move: return OpcodeShape(.write, .read)
    case .loadConst: return OpcodeShape(.write, .none, .none, [.constant])
    case .loadInt: return OpcodeShape(.write, .immediate32)
    case .loadNone, .loadTrue, .loadFalse: return OpcodeShape(.write)

    case .clear: return OpcodeShape(.writeRun, .none, .count)
    case .checkBound: return OpcodeShape(.read)
    case .deleteLocal: return OpcodeShape(.readWrite)
    case .makeCell: return OpcodeShape(.readWrite)
    case .makeEmptyCell: return OpcodeShape(.write)
    case .loadCell: return OpcodeShape(.write, .read)
    case .storeCell: return OpcodeShape(.read, .read)
    case .deleteCell: return OpcodeShape(.read)
    case .loadFree, .loadFreeCell, .loadClassFree: return OpcodeShape(.write, .free)
    case .storeFree: return OpcodeShape(.free, .read)
    case .deleteFree: return OpcodeShape(.free)

    case .loadGlobal, .loadName: return OpcodeShape(.write, .none, .none, [.name, .cache, .cache])
    case .storeGlobal, .storeName: return OpcodeShape(.read, .none, .none, [.name, .cache, .cache])
    case .deleteGlobal, .deleteName: return OpcodeShape(.none, .none, .none, [.name])

    case .add, .sub, .mul, .matMul, .trueDiv, .floorDiv, .mod, .pow, .lshift, .rshift, .bitAnd, .bitOr, .bitXor,
      .iadd, .isub, .imul, .imatMul, .itrueDiv, .ifloorDiv, .imod, .ipow, .ilshift, .irshift, .ibitAnd, .ibitOr, .ibitXor,
      .lt, .le, .gt, .ge, .eq, .ne, .isSame, .isNotSame, .contains, .notContains, .getItem:
      return OpcodeShape(.write, .read, .read)
    case .addImm, .subImm, .mulImm, .trueDivImm, .floorDivImm, .modImm, .powImm, .lshiftImm, .rshiftImm, .bitAndImm,
      .immAdd, .immSub, .immMul,
      .iaddImm, .isubImm, .imulImm, .ifloorDivImm, .imodImm, .ilshiftImm, .irshiftImm, .ibitAndImm, .getItemImm:
      return OpcodeShape(.write, .read, .immediate)
    case .neg, .pos, .invert, .not: return OpcodeShape(.write, .read)

    case .jump: return OpcodeShape(.jump48, ends: true, back: true)
    case .jumpIfTrue, .jumpIfFalse, .jumpIfNone, .jumpIfNotNone: return OpcodeShape(.read, .jump32, back: true)
    case .jumpIfLt, .jumpIfNotLt, .jumpIfLe, .jumpIfNotLe, .jumpIfGt, .jumpIfNotGt, .jumpIfGe, .jumpIfNotGe,
      .jumpIfEq, .jumpIfNotEq, .jumpIfNe, .jumpIfNotNe, .jumpIfSame, .jumpIfNotSame, .jumpIfIn, .jumpIfNotIn:
      return OpcodeShape(.read, .read, .jump16, back: true)
    case .jumpIfLtImm, .jumpIfNotLtImm, .jumpIfLeImm, .jumpIfNotLeImm, .jumpIfGtImm, .jumpIfNotGtImm, .jumpIfGeImm,
      .jumpIfNotGeImm, .jumpIfEqImm, .jumpIfNotEqImm, .jumpIfNeImm, .jumpIfNotNeImm:
      return OpcodeShape(.read, .immediate, .jump16, back: true)

    case .getIter: return OpcodeShape(.write, .read)
    case .forIter: return OpcodeShape(.write, .read, .jump16, back: true)
    case .unpack, .unpackItem: return OpcodeShape(.writeRun, .read, .count)
    case .unpackEx: return OpcodeShape(.writeRun, .read, .count, [.number])

    case .call: return OpcodeShape(.callBase, .count)
    case .callKw: return OpcodeShape(.callBase, .count, .none, [.constant])
    case .callEx: return OpcodeShape(.callExBase)
    case .callMethod: return OpcodeShape(.callBase, .count, .none, [.name, .cache, .cache])
    case .callMethodKw: return OpcodeShape(.callBase, .count, .none, [.name, .cache, .cache, .constant])
    case .loadMethod: return OpcodeShape(.writeMethod, .read, .none, [.name, .cache, .cache])
    case .callLoaded: return OpcodeShape(.callBase, .count)
    case .callLoadedKw: return OpcodeShape(.callBase, .count, .none, [.constant])
    case .callSuperMethod: return OpcodeShape(.callBase, .count, .none, [.name, .cache, .cache])
    case .loadSuperAttr: return OpcodeShape(.write, .read, .read, [.name, .cache, .cache])

    case .makeFunction: return OpcodeShape(.write, .readFlagged, .count, [.constant])
    case .loadBuildClass: return OpcodeShape(.write)

    case .returnValue, .returnFromGenerator: return OpcodeShape(.read, ends: true)
    case .returnNone: return OpcodeShape(ends: true)
    case .returnGenerator: return OpcodeShape()
    case .yield: return OpcodeShape(.write, .read)
    case .yieldFrom: return OpcodeShape(.readWrite, .read)
    case .getYieldFromIter, .getAIter, .getANext, .asyncGenWrap: return OpcodeShape(.write, .read)
    case .getAwaitable: return OpcodeShape(.write, .read, .count)
    case .endAsyncFor: return OpcodeShape(.read)

    case .pushHandled: return OpcodeShape(.write, .read)
    case .popHandled: return OpcodeShape(.read)
    case .jumpIfNotExcMatch: return OpcodeShape(.read, .read, .jump16)
    case .matchExcGroup: return OpcodeShape(.writePair, .read, .read)
    case .prepReraiseStar: return OpcodeShape(.write, .read, .read)
    case .raise, .reraise: return OpcodeShape(.read, ends: true)
    case .raiseFrom: return OpcodeShape(.read, .read, ends: true)
    case .raiseAgain: return OpcodeShape(ends: true)
    case .withEnter, .asyncWithEnter: return OpcodeShape(.writePair, .read)
    case .withExit: return OpcodeShape(.callWrite, .read)
    case .withExitError: return OpcodeShape(.callWrite, .read, .read)
    case .loadAssertionError: return OpcodeShape(.write)

    case .buildTuple, .buildList, .buildSet, .buildString, .buildSlice: return OpcodeShape(.write, .readRun, .count)
    case .buildDict: return OpcodeShape(.write, .readPairs, .count)
    case .buildConstKeyDict: return OpcodeShape(.write, .readRun, .count, [.constant])
    case .formatValue: return OpcodeShape(.write, .readFlagged, .count)
    case .listAppend, .setAdd, .listExtend, .setUpdate, .dictUpdate: return OpcodeShape(.read, .read)
    case .dictSet, .dictMerge: return OpcodeShape(.read, .read, .read)
    case .listToTuple: return OpcodeShape(.write, .read)

    case .getAttr: return OpcodeShape(.write, .read, .none, [.name, .cache, .cache])
    case .setAttr: return OpcodeShape(.read, .read, .none, [.name, .cache, .cache])
    case .delAttr: return OpcodeShape(.read, .none, .none, [.name])
    case .getSlice: return OpcodeShape(.write, .read, .readPair)
    case .getSliceStep: return OpcodeShape(.write, .read, .readTriple)
    case .setSlice: return OpcodeShape(.read, .readPair, .read)
    case .setItem: return OpcodeShape(.read, .read, .read)
    case .setItemImm: return OpcodeShape(.read, .immediate, .read)
    case .delItem: return OpcodeShape(.read, .read)

    case .importName: return OpcodeShape(.write, .count, .none, [.name, .constant])
    case .importFrom: return OpcodeShape(.write, .read, .none, [.name])
    case .importStar: return OpcodeShape(.read)

    case .jumpIfNotSequence, .jumpIfNotMapping: return OpcodeShape(.read, .jump32)
    case .getLen: return OpcodeShape(.write, .read)
    case .matchKeys, .copyWithoutKeys: return OpcodeShape(.write, .read, .read)
    case .matchClass: return OpcodeShape(.write, .read, .read, [.constant, .number])

    case .setupAnnotations: return OpcodeShape()
    case .printExpr: return OpcodeShape(.read)
    case .halt: return OpcodeShape(.read, ends: true)
    }
  }
}

/// Packing and unpacking of the opcode word.
public struct Instruction: Equatable, Sendable {
  public var word: UInt64

  @inlinable public init(word: UInt64) { self.word = word }

  /// - Parameters a, b, c: 16-bit fields; only the low 16 bits of each are kept.
  @inlinable public init(_ opcode: Opcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    let low: UInt64 = UInt64(opcode.rawValue) | UInt64(UInt16(truncatingIfNeeded: a)) << 16
    let high: UInt64 = UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
    word = low | high
  }

  /// The opcode, or nil if the word is no instruction.
  @inlinable public var opcode: Opcode? { Opcode(rawValue: UInt16(truncatingIfNeeded: word)) }
  @inlinable public var a: Int { Int(UInt16(truncatingIfNeeded: word >> 16)) }
  @inlinable public var b: Int { Int(UInt16(truncatingIfNeeded: word >> 32)) }
  @inlinable public var c: Int { Int(UInt16(truncatingIfNeeded: word >> 48)) }
  @inlinable public var signedB: Int { Int(Int16(truncatingIfNeeded: word >> 32)) }
  /// C as a signed number: an immediate, or a 16-bit jump offset.
  @inlinable public var signedC: Int { Int(Int64(bitPattern: word) >> 48) }
  /// B…C as a signed number: a 32-bit immediate or jump offset.
  @inlinable public var signedBC: Int { Int(Int64(bitPattern: word) >> 32) }
  /// A…C as a signed number: a 48-bit jump offset.
  @inlinable public var signedABC: Int { Int(Int64(bitPattern: word) >> 16) }
}
