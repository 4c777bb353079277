// compile, eval, exec, __import__.

import Compiler
import Syntax
import Bytecode

extension Builtins {
  static func defineCodeFunctions(_ m: ModuleBuilder) {
    m.function(
      "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
      "Makes a code object of source text."
    ) { native($0, $1, $2, $3, Builtins.compile) }
    m.function("eval(source, globals=None, locals=None, /)", "The value of an expression.") { native($0, $1, $2, $3, Builtins.eval) }
    m.function("exec(source, globals=None, locals=None, /, *, closure=None)", "Runs statements.") { native($0, $1, $2, $3, Builtins.exec) }
    m.function("__import__(name, globals=None, locals=None, fromlist=(), level=0)", "What an import statement calls.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        var level = 0
        if !args[4].isEmpty { level = try thread.indexInt(args[4], overflow: .overflowError) }
        return try Importer.importName(
          thread, args[0], globals: args[1].isEmpty ? .none : args[1], fromList: args[3].isEmpty ? .none : args[3], level: level)
      }
    }
    m.function("breakpoint(*args, **kws)", "Calls sys.breakpointhook.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let hook = machine.pointee.sys.isObject ? Module(machine.pointee.sys).dict.get(Str.intern(thread, "breakpointhook")) : .empty
        if hook.isEmpty { throw thread.raise(.runtimeError, "lost sys.breakpointhook") }
        try thread.audit("builtins.breakpoint", hook)
        let tuple = try Tuple.make(thread, args.base, count: args.count)
        return try thread.call(hook, tuple: tuple.value, kwargs: args.keyword(0))
      }
    }
  }

  /// ast.PyCF_ONLY_AST and the futures' bits, which `flags` may hold.
  static let onlyAST = 0x400
  static let allowTopLevelAwait = 0x2000
  static let typeComments = 0x1000
  static let dontImplyDedent = 0x200
  static let allowIncompleteInput = 0x4000
  static let futures = 0x1FE_0000 | 0x10 | 0x2000

  private static func compile(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let filename = try OSText.path(thread, args[1], function: "compile")
    guard args[2].isKind(.str) else {
      throw thread.raise(.typeError, "compile() argument 'mode' must be str, not \(args[2].type.displayName)")
    }
    let mode = Str(args[2]).string
    var flags = args[3].isEmpty ? 0 : try thread.indexInt(args[3], overflow: .overflowError)
    if flags & ~(onlyAST | typeComments | dontImplyDedent | allowTopLevelAwait | allowIncompleteInput | futures) != 0 {
      throw thread.raise(.valueError, "compile(): unrecognised flags")
    }
    let inherit = args[4].isEmpty ? true : !(try thread.truth(args[4]))
    if inherit { flags |= thread.callerFutureFlags() }
    let optimize = args[5].isEmpty ? -1 : try thread.indexInt(args[5], overflow: .overflowError)
    if optimize < -1 || optimize > 2 { throw thread.raise(.valueError, "compile(): invalid optimize value") }
    guard ["exec", "eval", "single", "func_type"].contains(mode) else {
      throw thread.raise(.valueError, "compile() mode must be 'exec', 'eval' or 'single'")
    }
    if mode == "func_type", flags & onlyAST == 0 {
      throw thread.raise(.valueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST")
    }
    if args[0].isKind(.code) { return args[0] }
    if try ASTModule.isNode(thread, args[0]) {
      try thread.audit("compile", .none, filename.value)
      if flags & onlyAST != 0 { return args[0] }
      let tree = try ASTModule.read(thread, args[0], mode: mode)
      return try SourceText.compile(thread, tree, filename: filename, flags: flags, optimize: optimize).value
    }
    let source = try SourceText.take(thread, args[0], function: "compile", what: "string, bytes or AST")
    try thread.audit("compile", args[0], filename.value)
    if flags & onlyAST != 0 { return try ASTModule.tree(thread, source, filename: filename, mode: mode) }
    return try SourceText.compile(thread, source, filename: filename, mode: mode, flags: flags, optimize: optimize).value
  }

  /// globals and locals for eval and exec, as both define them.
  private static func namespaces(_ thread: Thread, _ args: Args, _ name: String) throws(Raised) -> (globals: Dict, locals: Value) {
    var globals = args[1].isEmpty ? Value.none : args[1]
    var locals = args[2].isEmpty ? Value.none : args[2]
    if !locals.isNone, locals.type.slots.pointee.getItem == nil {
      throw thread.raise(
        .typeError, name == "eval" ? "locals must be a mapping" : "locals must be a mapping or None, not \(locals.type.displayName)")
    }
    if globals.isNone {
      globals = thread.callerGlobals().value
      if locals.isNone { locals = try thread.callerLocals() }
    } else if !globals.isKind(.dict) {
      if name == "exec" {
        throw thread.raise(.typeError, "exec() globals must be a dict, not \(globals.type.displayName)")
      }
      throw thread.raise(
        .typeError,
        globals.type.slots.pointee.getItem != nil
          ? "globals must be a real dict; try eval(expr, {}, mapping)" : "globals must be a dict")
    }
    if locals.isNone { locals = globals }
    let dict = Dict(globals)
    if dict.get(Name.__builtins__.str).isEmpty { dict.set(thread, Name.__builtins__.str, thread.callerBuiltins()) }
    return (dict, locals)
  }

  private static func eval(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let (globals, locals) = try namespaces(thread, args, "eval")
    if args[0].isKind(.code) {
      try thread.audit("exec", args[0])
      if CodeObject(args[0]).freeVariableCount > 0 {
        throw thread.raise(.typeError, "code object passed to eval() may not contain free variables")
      }
      return try thread.run(CodeObject(args[0]), globals: globals, locals: locals)
    }
    var source = try SourceText.take(thread, args[0], function: "eval", what: "string, bytes or code")
    var start = 0
    while start < source.bytes.count, source.bytes[start] == 0x20 || source.bytes[start] == 0x09 { start += 1 }
    if start > 0 { source.bytes.removeFirst(start) }
    let code = try SourceText.compile(
      thread, source, filename: Str.make(thread, "<string>"), mode: "eval", flags: thread.callerFutureFlags(), optimize: -1)
    try thread.audit("exec", code.value)
    return try thread.run(code, globals: globals, locals: locals)
  }

  private static func exec(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let (globals, locals) = try namespaces(thread, args, "exec")
    let closure = args.keyword(0)
    if args[0].isKind(.code) {
      try thread.audit("exec", args[0])
      let code = CodeObject(args[0])
      let free = code.freeVariableCount
      if free > 0 || (!closure.isEmpty && !closure.isNone) {
        try checkClosure(thread, closure, free)
        _ = try thread.run(code, globals: globals, locals: locals, closure: closure)
      } else {
        _ = try thread.run(code, globals: globals, locals: locals)
      }
      return .none
    }
    if !closure.isEmpty, !closure.isNone {
      throw thread.raise(.typeError, "closure can only be used when source is a code object")
    }
    let source = try SourceText.take(thread, args[0], function: "exec", what: "string, bytes or code")
    let code = try SourceText.compile(
      thread, source, filename: Str.make(thread, "<string>"), mode: "exec", flags: thread.callerFutureFlags(), optimize: -1)
    try thread.audit("exec", code.value)
    _ = try thread.run(code, globals: globals, locals: locals)
    return .none
  }
  private static func checkClosure(_ thread: Thread, _ closure: Value, _ free: Int) throws(Raised) {
    if free == 0 { throw thread.raise(.typeError, "cannot use a closure with this code object") }
    var right = closure.isExactly(.tuple) && Tuple(closure).count == free
    if right { for i in 0..<free where !Tuple(closure)[i].isExactly(.cell) { right = false } }
    if !right { throw thread.raise(.typeError, "code object requires a closure of exactly length \(free)") }
  }
}
