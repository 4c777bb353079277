// The order in which the machine comes up: thread, heap, shapes and types, names, modules.

import CRuntime
import Glibc

extension MachineState {
  /// Brings the machine up on this native thread: afterwards `machine.pointee.mainThread` can run code.
  ///
  ///  1. zeroed state, the main thread's state and stacks
  ///  2. the heap, and the tables that values need (names, one-character strs)
  ///  3. shapes and built-in types
  ///  4. the loop's handlers
  ///  5. sys.modules with `builtins` and `sys`; standard streams
  public static func boot() throws(Raised) -> Thread {
    let m = machine
    Raw(m).initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<MachineState>.size)
    let thread = Thread.make()
    m.pointee.current = thread
    InterpreterLock.acquire(thread)
    m.pointee.mainThread = thread
    m.pointee.modules = .empty
    m.pointee.builtins = .empty
    m.pointee.sys = .empty
    m.pointee.builtinsDict = .empty
    m.pointee.emptyTuple = .empty
    m.pointee.emptyString = .empty
    m.pointee.emptyBytes = .empty
    m.pointee.importFunction = .empty
    m.pointee.signalHandlers = .empty
    m.pointee.globalsVersion = 1
    m.pointee.nextTypeVersion = 1
    m.pointee.attributeEpoch = 1 << 32
    Options.readEnvironment()
    seedHashes()
    Heap.boot()
    let rows = UnsafeMutablePointer<Value>.allocate(capacity: RootTable.capacity)
    rows.initialize(repeating: .empty, count: RootTable.capacity)
    m.pointee.roots = RootTable(rows: rows, count: 0)
    HandlerTable.boot()
    thread.state.pointee.table = m.pointee.plainTable

    m.pointee.interned = InternTable.make(capacity: 4096)
    makeEmpties(thread)
    m.pointee.names = Names.make(thread)
    try BuiltinTypes.makeAll(thread)
    // What sys.meta_path holds, and the spec that each module has.
    for id in [.moduleSpec, .nativeFinder, .pathFinder, .sourceLoader, .namespaceLoader] as [TypeID] {
      _ = try BuiltinTypes.make(thread, id)
    }

    m.pointee.modules = Dict.make(thread).value
    // Not the interned str: the `__module__` of a function and of a class are different objects, which a pickle shows.
    let builtins = Module.make(thread, Str.make(thread, "builtins"))
    m.pointee.builtins = builtins.value
    m.pointee.builtinsDict = builtins.dict.value
    let modules = Dict(m.pointee.modules)
    modules.set(thread, Name.builtins.str, builtins.value)
    try Builtins.define(ModuleBuilder(thread, builtins))
    m.pointee.importFunction = builtins.dict.get(Name.__import__.str)
    let sys = Module.make(thread, Name.sys.str)
    modules.set(thread, Name.sys.str, sys.value)
    try SysModule.define(ModuleBuilder(thread, sys))
    for (module, name) in [(builtins, Name.builtins.str), (sys, Name.sys.str)] {
      module.dict.set(thread, Name.__spec__.str, NativeFinder.spec(thread, name).value)
      module.dict.set(thread, Name.__loader__.str, NativeFinder.object.value)
    }
    Signals.install()
    Heap.bootFinished()
    return thread
  }

  /// PYTHONHASHSEED, else from the system's random numbers.
  private static func seedHashes() {
    let m = machine
    if !Options.ignoreEnvironment, let text = getenv("PYTHONHASHSEED"), let n = UInt32(String(cString: text)) {
      m.pointee.hashSeed = (UInt64(n) &* 0x9E37_79B9_7F4A_7C15, UInt64(n) &* 0xD1B5_4A32_D192_ED03 &+ 1)
      Options.hashSeedIsZero = n == 0
      return
    }
    var seed: (UInt64, UInt64) = (0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344)
    _ = getentropy(&seed, 16)
    m.pointee.hashSeed = seed
  }

  /// Tables of the values that are made once.
  private static func makeEmpties(_ thread: Thread) {
    let m = machine
    let characters = UnsafeMutablePointer<Value>.allocate(capacity: 256)
    let bytes = UnsafeMutablePointer<Value>.allocate(capacity: 256)
    characters.initialize(repeating: .empty, count: 256)
    bytes.initialize(repeating: .empty, count: 256)
    m.pointee.characters = characters
    m.pointee.oneBytes = bytes
    do throws(Raised) {
      m.pointee.emptyTuple = try Tuple.make(thread, count: 0).value
      m.pointee.emptyString = Str.intern(try Str.uninitialized(thread, length: 0, width: 0, ascii: true)).value
      m.pointee.emptyBytes = try Bytes.uninitialized(thread, count: 0).value
      for i in 0..<256 {
        let s = try Str.uninitialized(thread, length: 1, width: 0, ascii: i < 128)
        s.store(UInt32(i), at: 0)
        characters[i] = Str.intern(s).value
        let b = try Bytes.uninitialized(thread, count: 1)
        b.data[0] = UInt8(i)
        bytes[i] = b.value
      }
    } catch { Heap.fatalOutOfMemory() }
  }
}

extension Thread {
  /// The state of a thread that runs on the calling native thread.
  static func make() -> Thread {
    guard let thread = makeState() else { AddressSpace.tooLittle() }
    thread.attach()
    return thread
  }
  /// The state of a new thread, which has to `attach` itself before it runs; nil when there is no room for its stack.
  static func makeState() -> Thread? {
    let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
    Raw(state).initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<ThreadState>.size)
    let thread = Thread(state)
    state.pointee.raised = .empty
    state.pointee.handled = .none
    state.pointee.result = .none
    state.pointee.reprStack = .empty
    state.pointee.context = .empty
    state.pointee.traceFunction = .empty
    state.pointee.profileFunction = .empty
    state.pointee.profiledCalls = .empty
    state.pointee.nativeCalls = RawStack(base: nil, count: 0, capacity: 0)
    state.pointee.asyncException = .empty
    state.pointee.asyncGenFirstIter = .empty
    state.pointee.asyncGenFinalizer = .empty
    state.pointee.runningLoop = .empty
    state.pointee.liveFrames = .empty
    state.pointee.sentinel = .empty
    state.pointee.table = machine.pointee.plainTable
    thread.makeInternalWords()
    if !thread.makeStack() {
      state.deallocate()
      return nil
    }
    // Until it runs, a thread has no native stack to look at.
    state.pointee.nativeTop = 0
    state.pointee.nativeBase = 0
    return thread
  }
  /// Makes the calling native thread the one that this state belongs to.
  func attach() {
    state.pointee.ident = UInt(pthread_self())
    state.pointee.nativeNumber = minipy_native_id()
    var low: UInt = 0
    var high: UInt = 0
    minipy_native_stack(&low, &high)
    state.pointee.nativeTop = high
    state.pointee.nativeBase = high
    // Room for what runs below the last check: a handler, a formatting routine, the unwinder.
    state.pointee.nativeLimit = low + min(512 * 1024, (high - low) / 4)
  }
  private func makeInternalWords() { machine.pointee.internalWords = Internal.words }

  /// Gives the VM stack back.
  func freeStack() { munmap(state.pointee.stackBase, (state.pointee.stackEnd - state.pointee.stackBase) * 8) }
}
