// The module `_ast`: the classes of the abstract grammar, and trees of them for `compile(…, flags=ast.PyCF_ONLY_AST)`.
//
// The classes are made by a few lines of Python from one table: a class, its base, its fields (`?`: None when left out), and `@` where
// nodes have positions (`@?`: whose end may be left out).

import Bytecode
import Compiler
import Syntax

enum ASTModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    let thread = m.thread
    let dict = m.module.dict
    dict.set(thread, Str.intern(thread, "_table"), Str.make(thread, table).value)
    dict.set(thread, Name.__builtins__.str, thread.callerBuiltins())
    let text = Source(bytes: Array(classes.utf8))
    let code = try SourceText.compile(
      thread, text, filename: Str.make(thread, "<_ast>"), mode: "exec", flags: 0, optimize: 0)
    _ = try thread.run(code, globals: dict, locals: dict.value)
    m.set("PyCF_ONLY_AST", .int(Builtins.onlyAST))
    m.set("PyCF_TYPE_COMMENTS", .int(Builtins.typeComments))
    m.set("PyCF_ALLOW_TOP_LEVEL_AWAIT", .int(Builtins.allowTopLevelAwait))
  }

  // MARK: Trees

  /// The tree of a source text as objects.
  static func tree(_ thread: Thread, _ text: Source, filename: Str, mode: String) throws(Raised) -> Value {
    let name = filename.string
    let parseMode: ParseMode
    switch mode {
    case "eval": parseMode = .eval
    case "single": parseMode = .single
    case "func_type": parseMode = .funcType
    default: parseMode = .exec
    }
    let root: ASTValue
    do throws(SyntaxFailure) {
      let module = try text.bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(SyntaxFailure) -> Syntax.Module in
        try parse(b, filename: name, mode: parseMode, flags: text.flags)
      }
      root = module.reflected
    } catch {
      throw SourceText.raise(thread, error, filename: filename)
    }
    return try object(thread, root, classes: try namespace(thread))
  }

  /// Where the classes are; the module is imported if need be.
  private static func namespace(_ thread: Thread) throws(Raised) -> Dict {
    let module = try Importer.importName(
      thread, Str.intern(thread, "_ast").value, globals: .none, fromList: .none, level: 0)
    guard module.isKind(.module) else { throw thread.raise(.typeError, "_ast is not a module") }
    return Module(module).dict
  }

  /// Whether the object is a node of a tree. Nobody has one before `_ast` has been imported.
  static func isNode(_ thread: Thread, _ v: Value) throws(Raised) -> Bool {
    guard v.isObject, v.type.has(.heap) else { return false }
    let base = try namespace(thread).get(Str.intern(thread, "AST"))
    return base.isKind(.type) && v.type.isSubclass(of: Type(base))
  }
  /// The tree that the objects make up.
  static func read(_ thread: Thread, _ root: Value, mode: String) throws(Raised) -> Syntax.Module {
    try ASTReader(thread: thread, classes: try namespace(thread)).module(root, mode: mode)
  }

  private static func object(_ thread: Thread, _ value: ASTValue, classes: Dict) throws(Raised) -> Value {
    try thread.checkNativeStack()
    switch value {
    case .none: return .none
    case .int(let number): return thread.int(number)
    case .identifier(let text): return Str.intern(thread, text).value
    case .constant(let literal): return try constant(thread, literal)
    case .list(let items):
      let list = try List.make(thread)
      for item in items { try list.append(thread, try object(thread, item, classes: classes)) }
      return list.value
    case .node(let name, let fields, let span):
      let node = try thread.call(classes.get(Str.intern(thread, name)))
      for field in fields {
        let part = try object(thread, field.value, classes: classes)
        try thread.setAttribute(node, Str.intern(thread, field.name), part)
      }
      if let span = span {
        try thread.setAttribute(node, Str.intern(thread, "lineno"), .int(Int(span.line)))
        try thread.setAttribute(node, Str.intern(thread, "col_offset"), .int(Int(span.column)))
        try thread.setAttribute(node, Str.intern(thread, "end_lineno"), .int(Int(span.endLine)))
        try thread.setAttribute(node, Str.intern(thread, "end_col_offset"), .int(Int(span.endColumn)))
      }
      return node
    }
  }

  private static func constant(_ thread: Thread, _ literal: Literal) throws(Raised) -> Value {
    let constant: Constant
    switch literal {
    case .none: return .none
    case .true: return .yes
    case .false: return .no
    case .ellipsis: return .ellipsis
    case .int(let value): return thread.int(value)
    case .float(let value): return thread.float(value)
    case .bigInt(let big):
      constant = .bigInt(digits: String(decoding: big.digits, as: UTF8.self), radix: big.radix, negative: false)
    case .imaginary(let value): constant = .complex(real: 0, imaginary: value)
    case .string(let text, _): constant = .string(text)
    case .bytes(let text): constant = .bytes(text)
    case .made(let made):  // Not in a tree of source text.
      throw thread.raise(.systemError, "constant of type \(made.typeName) in a source text")
    }
    return try CodeObject.load(thread, constant, Str.make(thread, ""))
  }

  // MARK: Classes

  private static let classes = """
    class AST:
        _fields = _attributes = __match_args__ = ()
        def __init__(self, *args, **kwargs):
            fields = self._fields
            if len(args) > len(fields):
                plural = '' if len(fields) == 1 else 's'
                raise TypeError(f'{type(self).__name__} constructor takes at most {len(fields)} positional argument{plural}')
            for name, value in zip(fields, args):
                setattr(self, name, value)
            for name, value in kwargs.items():
                if name in fields[:len(args)]:
                    raise TypeError(f'{type(self).__name__} got multiple values for argument {name!r}')
                setattr(self, name, value)
        def __reduce__(self):
            return type(self), (), self.__dict__
    AST.__module__ = 'ast'
    AST.__qualname__ = 'AST'

    def _make(name, base, fields, namespace):
        space = {'__module__': 'ast'}
        if fields and fields[-1].startswith('@'):
            space['_attributes'] = ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')
            if fields.pop() == '@?':
                space['end_lineno'] = space['end_col_offset'] = None
        for field in fields:
            if field.endswith('?'):
                space[field[:-1]] = None
        space['_fields'] = space['__match_args__'] = tuple([field.rstrip('?') for field in fields])
        namespace[name] = type(name, (namespace[base],), space)

    for _row in _table.splitlines():
        _name, _base, *_fields = _row.split()
        _make(_name, _base, _fields, globals())
    del _row, _name, _base, _fields, _table, _make
    """

  private static let table = """
    mod AST
    Module mod body type_ignores
    Interactive mod body
    Expression mod body
    FunctionType mod argtypes returns
    stmt AST @?
    FunctionDef stmt name args body decorator_list returns? type_comment?
    AsyncFunctionDef stmt name args body decorator_list returns? type_comment?
    ClassDef stmt name bases keywords body decorator_list
    Return stmt value?
    Delete stmt targets
    Assign stmt targets value type_comment?
    AugAssign stmt target op value
    AnnAssign stmt target annotation value? simple
    For stmt target iter body orelse type_comment?
    AsyncFor stmt target iter body orelse type_comment?
    While stmt test body orelse
    If stmt test body orelse
    With stmt items body type_comment?
    AsyncWith stmt items body type_comment?
    Match stmt subject cases
    Raise stmt exc? cause?
    Try stmt body handlers orelse finalbody
    TryStar stmt body handlers orelse finalbody
    Assert stmt test msg?
    Import stmt names
    ImportFrom stmt module? names level?
    Global stmt names
    Nonlocal stmt names
    Expr stmt value
    Pass stmt
    Break stmt
    Continue stmt
    expr AST @?
    BoolOp expr op values
    NamedExpr expr target value
    BinOp expr left op right
    UnaryOp expr op operand
    Lambda expr args body
    IfExp expr test body orelse
    Dict expr keys values
    Set expr elts
    ListComp expr elt generators
    SetComp expr elt generators
    DictComp expr key value generators
    GeneratorExp expr elt generators
    Await expr value
    Yield expr value?
    YieldFrom expr value
    Compare expr left ops comparators
    Call expr func args keywords
    FormattedValue expr value conversion format_spec?
    JoinedStr expr values
    Constant expr value kind?
    Attribute expr value attr ctx
    Subscript expr value slice ctx
    Starred expr value ctx
    Name expr id ctx
    List expr elts ctx
    Tuple expr elts ctx
    Slice expr lower? upper? step?
    expr_context AST
    Load expr_context
    Store expr_context
    Del expr_context
    boolop AST
    And boolop
    Or boolop
    operator AST
    Add operator
    Sub operator
    Mult operator
    MatMult operator
    Div operator
    Mod operator
    Pow operator
    LShift operator
    RShift operator
    BitOr operator
    BitXor operator
    BitAnd operator
    FloorDiv operator
    unaryop AST
    Invert unaryop
    Not unaryop
    UAdd unaryop
    USub unaryop
    cmpop AST
    Eq cmpop
    NotEq cmpop
    Lt cmpop
    LtE cmpop
    Gt cmpop
    GtE cmpop
    Is cmpop
    IsNot cmpop
    In cmpop
    NotIn cmpop
    comprehension AST target iter ifs is_async
    excepthandler AST @?
    ExceptHandler excepthandler type? name? body
    arguments AST posonlyargs args vararg? kwonlyargs kw_defaults kwarg? defaults
    arg AST arg annotation? type_comment? @?
    keyword AST arg? value @?
    alias AST name asname? @?
    withitem AST context_expr optional_vars?
    match_case AST pattern guard? body
    pattern AST @
    MatchValue pattern value
    MatchSingleton pattern value
    MatchSequence pattern patterns
    MatchMapping pattern keys patterns rest?
    MatchClass pattern cls patterns kwd_attrs kwd_patterns
    MatchStar pattern name?
    MatchAs pattern pattern? name?
    MatchOr pattern patterns
    type_ignore AST
    TypeIgnore type_ignore lineno tag
    """
}
