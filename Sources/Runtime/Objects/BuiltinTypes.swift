// The list of the built-in types, and how they are made.
//
// To add a type: a case of `TypeID`, its name in `name(of:)`, and a row in `define`.

/// What a built-in type is made from.
struct TypeRow {
  /// `__name__`, with the module before it ("collections.deque") unless that is builtins.
  var name: StaticString
  var base: TypeID
  var define: ((TypeBuilder) -> Void)?

  init(_ name: StaticString, _ base: TypeID = .object, _ define: ((TypeBuilder) -> Void)? = nil) {
    self.name = name
    self.base = base
    self.define = define
  }
}

enum BuiltinTypes {
  /// The row of a type; nil for what is no type (`storage`) and for types whose definition is not in the program.
  static func row(_ id: TypeID) -> TypeRow? {
    switch id {
    case .object: TypeRow("object", .object, ObjectType.define)
    case .type: TypeRow("type", .object, Type.define)
    case .int: TypeRow("int", .object, Int.define)
    case .bool: TypeRow("bool", .int, Bool.define)
    case .float: TypeRow("float", .object, Float.define)
    case .complex: TypeRow("complex", .object, Complex.define)
    case .none: TypeRow("NoneType", .object, Singletons.defineNone)
    case .notImplementedType: TypeRow("NotImplementedType", .object, Singletons.defineNotImplemented)
    case .ellipsis: TypeRow("ellipsis", .object, Singletons.defineEllipsis)
    case .str: TypeRow("str", .object, Str.define)
    case .bytes: TypeRow("bytes", .object, Bytes.define)
    case .bytearray: TypeRow("bytearray", .object, ByteArray.define)
    case .memoryview: TypeRow("memoryview", .object, MemoryView.define)
    case .tuple: TypeRow("tuple", .object, Tuple.define)
    case .list: TypeRow("list", .object, List.define)
    case .dict: TypeRow("dict", .object, Dict.define)
    case .set: TypeRow("set", .object, SetObject.define)
    case .frozenset: TypeRow("frozenset", .object, SetObject.defineFrozen)
    case .range: TypeRow("range", .object, Range.define)
    case .slice: TypeRow("slice", .object, Slice.define)
    case .function: TypeRow("function", .object, Function.define)
    case .builtinFunction: TypeRow("builtin_function_or_method", .object, NativeFunction.defineFunction)
    case .methodDescriptor: TypeRow("method_descriptor", .object, NativeFunction.defineMethod)
    case .classMethodDescriptor: TypeRow("classmethod_descriptor", .object, NativeFunction.defineClassMethod)
    case .wrapperDescriptor: TypeRow("wrapper_descriptor", .object, WrapperDescriptor.define)
    case .methodWrapper: TypeRow("method-wrapper", .object, MethodWrapper.define)
    case .getSetDescriptor: TypeRow("getset_descriptor", .object, GetSetDescriptor.define)
    case .memberDescriptor: TypeRow("member_descriptor", .object, MemberDescriptor.define)
    case .boundMethod: TypeRow("method", .object, BoundMethod.define)
    case .classmethod: TypeRow("classmethod", .object, ClassMethod.define)
    case .staticmethod: TypeRow("staticmethod", .object, StaticMethod.define)
    case .property: TypeRow("property", .object, Property.define)
    case .superType: TypeRow("super", .object, Super.define)
    case .module: TypeRow("module", .object, Module.define)
    case .cell: TypeRow("cell", .object, Cell.define)
    case .code: TypeRow("code", .object, CodeObject.define)
    case .frame: TypeRow("frame", .object, FrameObject.define)
    case .traceback: TypeRow("traceback", .object, Traceback.define)
    case .mappingProxy: TypeRow("mappingproxy", .object, MappingProxy.define)
    case .simpleNamespace: TypeRow("types.SimpleNamespace", .object, SimpleNamespace.define)
    case .genericAlias: TypeRow("types.GenericAlias", .object, GenericAlias.define)
    case .unionType: TypeRow("types.UnionType", .object, UnionType.define)
    case .generator: TypeRow("generator", .object, Generator.define)
    case .coroutine: TypeRow("coroutine", .object, Generator.defineCoroutine)
    case .asyncGenerator: TypeRow("async_generator", .object, Generator.defineAsync)
    case .coroutineWrapper: TypeRow("coroutine_wrapper", .object, CoroutineWrapper.define)
    case .asyncGenSend: TypeRow("async_generator_asend", .object, AsyncGenSend.define)
    case .asyncGenThrow: TypeRow("async_generator_athrow", .object, AsyncGenThrow.define)
    case .asyncGenWrappedValue: TypeRow("async_generator_wrapped_value", .object, AsyncGenWrapped.define)
    case .listIterator: TypeRow("list_iterator", .object, IndexedIterator.defineList)
    case .listReverseIterator: TypeRow("list_reverseiterator", .object, IndexedIterator.defineListReverse)
    case .tupleIterator: TypeRow("tuple_iterator", .object, IndexedIterator.defineTuple)
    case .rangeIterator: TypeRow("range_iterator", .object, RangeIterator.define)
    case .longRangeIterator: TypeRow("longrange_iterator", .object, LongRangeIterator.define)
    case .strIterator: TypeRow("str_iterator", .object, StrIterator.define)
    case .bytesIterator: TypeRow("bytes_iterator", .object, ByteIterator.define)
    case .bytearrayIterator: TypeRow("bytearray_iterator", .object, ByteIterator.define)
    case .dictKeys: TypeRow("dict_keys", .object, DictView.defineKeys)
    case .dictValues: TypeRow("dict_values", .object, DictView.defineValues)
    case .dictItems: TypeRow("dict_items", .object, DictView.defineItems)
    case .dictKeyIterator: TypeRow("dict_keyiterator", .object, DictIterator.defineKey)
    case .dictValueIterator: TypeRow("dict_valueiterator", .object, DictIterator.defineValue)
    case .dictItemIterator: TypeRow("dict_itemiterator", .object, DictIterator.defineItem)
    case .dictReverseKeyIterator: TypeRow("dict_reversekeyiterator", .object, DictIterator.defineReverseKey)
    case .dictReverseValueIterator: TypeRow("dict_reversevalueiterator", .object, DictIterator.defineReverseValue)
    case .dictReverseItemIterator: TypeRow("dict_reverseitemiterator", .object, DictIterator.defineReverseItem)
    case .setIterator: TypeRow("set_iterator", .object, SetIterator.define)
    case .sequenceIterator: TypeRow("iterator", .object, IndexedIterator.defineSequence)
    case .callableIterator: TypeRow("callable_iterator", .object, CallableIterator.define)
    case .memoryviewIterator: TypeRow("memory_iterator", .object, MemoryViewIterator.define)
    case .enumerate: TypeRow("enumerate", .object, Enumerate.define)
    case .reversed: TypeRow("reversed", .object, Reversed.define)
    case .zip: TypeRow("zip", .object, Zip.define)
    case .map: TypeRow("map", .object, Zip.defineMap)
    case .filter: TypeRow("filter", .object, Filter.define)
    case .weakReference: TypeRow("weakref.ReferenceType", .object, WeakReference.define)
    case .weakProxy: TypeRow("weakref.ProxyType", .object, WeakProxy.define)
    case .weakCallableProxy: TypeRow("weakref.CallableProxyType", .object, WeakProxy.defineCallable)
    case .storage: nil
    default: moduleRow(id)
    }
  }

  /// Types of native modules, made when the module is.
  private static func moduleRow(_ id: TypeID) -> TypeRow? {
    switch id {
    case .moduleSpec: TypeRow("_frozen_importlib.ModuleSpec", .object, Spec.define)
    case .nativeFinder: TypeRow("_frozen_importlib.BuiltinImporter", .object, NativeFinder.define)
    case .pathFinder: TypeRow("_frozen_importlib_external.PathFinder", .object, PathFinder.define)
    case .sourceLoader: TypeRow("_frozen_importlib_external.SourceFileLoader", .object, SourceLoader.define)
    case .namespaceLoader: TypeRow("_frozen_importlib_external.NamespaceLoader", .object, NamespaceLoader.define)
    case .ioBase: TypeRow("_io._IOBase", .object, IOBase.define)
    case .rawIOBase: TypeRow("_io._RawIOBase", .ioBase, IOBase.defineRaw)
    case .bufferedIOBase: TypeRow("_io._BufferedIOBase", .ioBase, IOBase.defineBuffered)
    case .textIOBase: TypeRow("_io._TextIOBase", .ioBase, IOBase.defineText)
    case .fileIO: TypeRow("_io.FileIO", .rawIOBase, FileIO.define)
    case .bytesIO: TypeRow("_io.BytesIO", .bufferedIOBase, BytesIO.define)
    case .stringIO: TypeRow("_io.StringIO", .textIOBase, StringIO.define)
    case .bufferedReader: TypeRow("_io.BufferedReader", .bufferedIOBase, Buffered.defineReader)
    case .bufferedWriter: TypeRow("_io.BufferedWriter", .bufferedIOBase, Buffered.defineWriter)
    case .bufferedRandom: TypeRow("_io.BufferedRandom", .bufferedIOBase, Buffered.defineRandom)
    case .bufferedRWPair: TypeRow("_io.BufferedRWPair", .bufferedIOBase, BufferedPair.define)
    case .textIOWrapper: TypeRow("_io.TextIOWrapper", .textIOBase, TextIOWrapper.define)
    case .incrementalNewlineDecoder: TypeRow("_io.IncrementalNewlineDecoder", .object, NewlineDecoder.define)
    case .profiler: TypeRow("_lsprof.Profiler", .object, Profiler.define)
    case .unicodeDatabase: TypeRow("unicodedata.UCD", .object, UnicodeData.defineDatabase)
    case .quitter: TypeRow("_sitebuiltins.Quitter", .object, SiteBuiltins.defineQuitter)
    case .helper: TypeRow("_sitebuiltins._Helper", .object, SiteBuiltins.defineHelper)
    case .printer: TypeRow("_sitebuiltins._Printer", .object, SiteBuiltins.definePrinter)
    case .scandirIterator: TypeRow("posix.ScandirIterator", .object, ScandirIterator.define)
    case .dirEntry: TypeRow("posix.DirEntry", .object, DirEntry.define)
    case .random: TypeRow("_random.Random", .object, RandomGenerator.define)
    case .structType: TypeRow("_struct.Struct", .object, StructObject.define)
    case .structIterator: TypeRow("_struct.unpack_iterator", .object, StructIterator.define)
    case .array: TypeRow("array.array", .object, ArrayObject.define)
    case .arrayIterator: TypeRow("array.arrayiterator", .object, ArrayIterator.define)
    case .zlibCompress: TypeRow("zlib.Compress", .object, ZlibStream.defineCompress)
    case .zlibDecompress: TypeRow("zlib.Decompress", .object, ZlibStream.defineDecompress)
    case .blake2b: TypeRow("_blake2.blake2b", .object, Blake2.defineWide)
    case .blake2s: TypeRow("_blake2.blake2s", .object, Blake2.defineNarrow)
    case .hash: TypeRow("_hashlib.HASH", .object, HashObject.define)
    case .xof: TypeRow("_hashlib.HASHXOF", .hash, HashObject.defineXOF)
    case .hmac: TypeRow("_hashlib.HMAC", .object, HMACObject.define)
    case .deque: TypeRow("collections.deque", .object, Deque.define)
    case .dequeIterator: TypeRow("_collections._deque_iterator", .object, DequeIterator.define)
    case .dequeReverseIterator: TypeRow("_collections._deque_reverse_iterator", .object, DequeIterator.defineReverse)
    case .defaultdict: TypeRow("collections.defaultdict", .dict, DefaultDict.define)
    case .orderedDict: TypeRow("collections.OrderedDict", .dict, OrderedDict.define)
    case .orderedDictKeys: TypeRow("odict_keys", .dictKeys, OrderedDict.defineKeys)
    case .orderedDictValues: TypeRow("odict_values", .dictValues, OrderedDict.defineValues)
    case .orderedDictItems: TypeRow("odict_items", .dictItems, OrderedDict.defineItems)
    case .orderedDictIterator: TypeRow("odict_iterator", .object, OrderedDictIterator.define)
    case .tupleGetter: TypeRow("_collections._tuplegetter", .object, TupleGetter.define)
    case .partial: TypeRow("functools.partial", .object, Partial.define)
    case .context: TypeRow("_contextvars.Context", .object, Context.define)
    case .contextVar: TypeRow("_contextvars.ContextVar", .object, ContextVar.define)
    case .contextToken: TypeRow("_contextvars.Token", .object, ContextToken.define)
    case .contextMissing: TypeRow("Token.MISSING", .object, ContextVarsModule.defineMissing)
    case .asyncFuture: TypeRow("_asyncio.Future", .object, AsyncFuture.define)
    case .asyncTask: TypeRow("_asyncio.Task", .asyncFuture, AsyncTask.define)
    case .asyncFutureIterator: TypeRow("_asyncio.FutureIter", .object, AsyncFutureIterator.define)
    case .asyncStep: TypeRow("TaskStepMethWrapper", .object, AsyncStep.define)
    case .asyncWakeup: TypeRow("TaskWakeupMethWrapper", .object, AsyncWakeup.define)
    case .asyncTasks: TypeRow("_asyncio.WeakSet", .object, AsyncTasks.define)
    case .xmlElement: TypeRow("xml.etree.ElementTree.Element", .object, Element.define)
    case .xmlElementIterator: TypeRow("_elementtree._element_iterator", .object, ElementIterator.define)
    case .xmlTreeBuilder: TypeRow("xml.etree.ElementTree.TreeBuilder", .object, ElementBuilder.define)
    case .lruCache: TypeRow("functools._lru_cache_wrapper", .object, LRUCache.define)
    case .keyWrapper: TypeRow("functools.KeyWrapper", .object, KeyWrapper.define)
    case .itemGetter: TypeRow("operator.itemgetter", .object, ItemGetter.define)
    case .attributeGetter: TypeRow("operator.attrgetter", .object, AttributeGetter.define)
    case .methodCaller: TypeRow("operator.methodcaller", .object, MethodCaller.define)
    case .regexPattern: TypeRow("re.Pattern", .object, Pattern.define)
    case .regexMatch: TypeRow("re.Match", .object, Match.define)
    case .regexScanner: TypeRow("_sre.SRE_Scanner", .object, RegexScanner.defineScanner)
    case .regexIterator: TypeRow("callable_iterator", .object, RegexScanner.defineIterator)
    case .abcData: TypeRow("_abc._abc_data", .object, ABCData.define)
    case .jsonScanner: TypeRow("_json.Scanner", .object, JSONScanner.define)
    case .jsonEncoder: TypeRow("_json.Encoder", .object, JSONEncoder.define)
    case .itAccumulate: TypeRow("itertools.accumulate", .object, Accumulate.define)
    case .itChain: TypeRow("itertools.chain", .object, Chain.define)
    case .itCombinations: TypeRow("itertools.combinations", .object, Combinatorics.defineCombinations)
    case .itCombinationsWithReplacement: TypeRow("itertools.combinations_with_replacement", .object, Combinatorics.defineWithReplacement)
    case .itCompress: TypeRow("itertools.compress", .object, Compress.define)
    case .itCount: TypeRow("itertools.count", .object, Count.define)
    case .itCycle: TypeRow("itertools.cycle", .object, Cycle.define)
    case .itDropWhile: TypeRow("itertools.dropwhile", .object, WhileIterators.defineDropWhile)
    case .itFilterFalse: TypeRow("itertools.filterfalse", .object, WhileIterators.defineFilterFalse)
    case .itGroupBy: TypeRow("itertools.groupby", .object, GroupBy.define)
    case .itGrouper: TypeRow("itertools._grouper", .object, GroupBy.defineGrouper)
    case .itIslice: TypeRow("itertools.islice", .object, Islice.define)
    case .itPairwise: TypeRow("itertools.pairwise", .object, Pairwise.define)
    case .itPermutations: TypeRow("itertools.permutations", .object, Combinatorics.definePermutations)
    case .itProduct: TypeRow("itertools.product", .object, Combinatorics.defineProduct)
    case .itRepeat: TypeRow("itertools.repeat", .object, Repeat.define)
    case .itStarmap: TypeRow("itertools.starmap", .object, WhileIterators.defineStarmap)
    case .itTakeWhile: TypeRow("itertools.takewhile", .object, WhileIterators.defineTakeWhile)
    case .itTee: TypeRow("itertools._tee", .object, Tee.define)
    case .itTeeData: TypeRow("itertools._tee_dataobject", .object, Tee.defineData)
    case .itZipLongest: TypeRow("itertools.zip_longest", .object, ZipLongest.define)
    case .csvDialect: TypeRow("_csv.Dialect", .object, CSVDialect.define)
    case .csvReader: TypeRow("_csv.reader", .object, CSVReader.define)
    case .csvWriter: TypeRow("_csv.writer", .object, CSVWriter.define)
    case .timeDelta: TypeRow("datetime.timedelta", .object, TimeDelta.define)
    case .tzInfo: TypeRow("datetime.tzinfo", .object, TimeZone.defineInfo)
    case .timeZone: TypeRow("datetime.timezone", .tzInfo, TimeZone.define)
    case .date: TypeRow("datetime.date", .object, DateObject.define)
    case .timeOfDay: TypeRow("datetime.time", .object, TimeOfDay.define)
    case .dateTime: TypeRow("datetime.datetime", .date, DateTime.define)
    case .isoCalendarDate: TypeRow("datetime.IsoCalendarDate", .tuple, DateObject.defineISO)
    case .pickler: TypeRow("_pickle.Pickler", .object, Pickler.define)
    case .unpickler: TypeRow("_pickle.Unpickler", .object, Unpickler.define)
    case .picklerMemo: TypeRow("_pickle.PicklerMemoProxy", .object, PicklerMemo.define)
    case .unpicklerMemo: TypeRow("_pickle.UnpicklerMemoProxy", .object, PicklerMemo.define)
    case .pickleBuffer: TypeRow("pickle.PickleBuffer", .object, PickleBuffer.define)
    case .decimal: TypeRow("decimal.Decimal", .object, DecimalObject.define)
    case .decimalContext: TypeRow("decimal.Context", .object, DecimalContext.define)
    case .decimalSignals: TypeRow("decimal.SignalDictMixin", .object, DecimalSignals.define)
    case .decimalContextManager: TypeRow("decimal.ContextManager", .object, DecimalContextManager.define)
    default: exceptionRow(id)
    }
  }
  private static func exceptionRow(_ id: TypeID) -> TypeRow? {
    guard let row = Exceptions.row(id) else { return nil }
    return TypeRow(row.name, row.base) { Exceptions.define($0, id) }
  }

  /// Makes `object` and `type`, then all other types that are there from the start.
  static func makeAll(_ thread: Thread) throws(Raised) {
    Shape.reserveTable()
    AttributeCache.reserve()
    SlotTable.make()
    let object = allocate(thread, .object)
    let type = allocate(thread, .type)
    // Their names were only bytes until now; strs need no type objects, so the order is free from here on.
    fill(thread, object, .object, try rowOrRaise(thread, .object), base: nil)
    fill(thread, type, .type, try rowOrRaise(thread, .type), base: object)
    for id in TypeID.allCases where id != .object && id != .type && isCore(id) { _ = try make(thread, id) }
  }
  private static func isCore(_ id: TypeID) -> Bool { id.rawValue <= TypeID.userWarning.rawValue && row(id) != nil }
  private static func rowOrRaise(_ thread: Thread, _ id: TypeID) throws(Raised) -> TypeRow {
    guard let row = row(id) else { throw thread.raise(.systemError, "no such type") }
    return row
  }

  /// The built-in type `id`, made now unless it exists.
  static func make(_ thread: Thread, _ id: TypeID) throws(Raised) -> Type {
    if isMade(id) { return Type[id] }
    let row = try rowOrRaise(thread, id)
    let base = try make(thread, row.base)
    let type = allocate(thread, id)
    fill(thread, type, id, row, base: base)
    return type
  }
  static func isMade(_ id: TypeID) -> Bool { Shape.table[Int(id.rawValue)].count == 0 && Shape.table[Int(id.rawValue)].reserved == 1 }

  /// Whether a class statement may name the type as a base.
  private static func isSubclassable(_ id: TypeID) -> Bool {
    switch id {
    case .object, .type, .int, .float, .complex, .str, .bytes, .bytearray, .tuple, .list, .dict, .set, .frozenset: true
    case .classmethod, .staticmethod, .property, .superType, .module, .simpleNamespace, .genericAlias: true
    case .enumerate, .reversed, .zip, .map, .filter, .weakReference: true
    default: id.rawValue > TypeID.storage.rawValue
    }
  }

  /// Shows the collector the types that are made: all of them live for ever.
  static func visit() {
    for i in 0..<Int(machine.pointee.numberedShapes) where Shape.table[i].reserved == 1 { Heap.mark(Shape.table[i].type.raw) }
  }

  private static func allocate(_ thread: Thread, _ id: TypeID) -> Type {
    let type = Type.allocate(thread, metaclass: TypeID.type.rawValue)
    var shape = Shape(type: type)
    shape.reserved = 1
    shape.flags = Shape.closed
    (Shape.table + Int(id.rawValue)).initialize(to: shape)
    type.fields.pointee.shape = id.rawValue
    Heap.makePermanent(type.value)
    return type
  }

  /// A built-in (not heap) type that no native code names: a struct sequence, say. "time.struct_time" as name sets `__module__` too.
  /// What `define` says before the type is finished is inherited, and has its wrappers (`__init__`, `__getitem__` …).
  static func makeUnnumbered(
    _ thread: Thread, name: StaticString, base: Type, define: ((TypeBuilder) -> Void)? = nil
  ) throws(Raised) -> Type {
    let type = Type.allocate(thread, metaclass: TypeID.type.rawValue)
    type.fields.pointee.shape = Shape.makeRoot(type, inlineCapacity: 0, flags: Shape.closed)
    if type.fields.pointee.shape == 0 { throw thread.raiseMemoryError() }
    Heap.makePermanent(type.value)
    fill(thread, type, nil, TypeRow(name, .object, define), base: base)
    return type
  }

  private static func fill(_ thread: Thread, _ type: Type, _ id: TypeID?, _ row: TypeRow, base: Type?) {
    let f = type.fields
    var start = 0
    let text = row.name
    for i in 0..<text.utf8CodeUnitCount where text.utf8Start[i] == UInt8(ascii: ".") { start = i &+ 1 }
    f.pointee.name = Str.intern(thread, UnsafeBufferPointer(start: text.utf8Start + start, count: text.utf8CodeUnitCount &- start)).value
    type.barrier()
    f.pointee.qualname = f.pointee.name
    type.barrier()
    let module = start == 0 ? Name.builtins.str : Str.intern(thread, UnsafeBufferPointer(start: text.utf8Start, count: start &- 1))
    f.pointee.module = module.value
    type.barrier()
    f.pointee.dict = Dict.make(thread).value
    type.barrier()
    if let base {
      f.pointee.base = base.value
      type.barrier()
      f.pointee.bases = tuple(thread, [base.value])
      type.barrier()
      let inherited = Tuple(base.fields.pointee.mro)
      var mro: [Value] = [type.value]
      for i in 0..<inherited.count { mro.append(inherited[i]) }
      f.pointee.mro = tuple(thread, mro)
      type.barrier()
      f.pointee.kind = base.fields.pointee.kind
      f.pointee.basicSize = base.fields.pointee.basicSize
      f.pointee.itemSize = base.fields.pointee.itemSize
      f.pointee.dictOffset = base.fields.pointee.dictOffset
      f.pointee.flags = base.fields.pointee.flags.intersection(Type.inheritedFlags)
      if id.map(isSubclassable) ?? false { f.pointee.flags.insert(.subclassable) }
      SubclassTable.add(type, to: base)
    } else {
      f.pointee.flags.insert(.subclassable)
      f.pointee.bases = machine.pointee.emptyTuple
      type.barrier()
      f.pointee.mro = tuple(thread, [type.value])
      type.barrier()
    }
    type.barrier()
    row.define?(TypeBuilder(thread, type))
    type.barrier()
    finish(thread, type, base)
  }
  private static func tuple(_ thread: Thread, _ items: [Value]) -> Value {
    (try? Tuple.make(thread, items))?.value ?? machine.pointee.emptyTuple
  }

  /// Wrappers for the type's own slots, then the slots of the base.
  private static func finish(_ thread: Thread, _ type: Type, _ base: Type?) {
    let words = SlotTable.words(type)
    let hash = SlotID.hash.rawValue
    let comparison = SlotID.richCompare.rawValue
    let inheritsHash = words[hash] == 0 && words[comparison] == 0
    if words[hash] == 0 && words[comparison] != 0 { type.slots.pointee.hash = Unhashable.hash }
    let ownNew = words[SlotID.new.rawValue] != 0
    let hasOwnNew = ownNew && type.fields.pointee.newDefinition == nil
    SlotTable.addWrappers(thread, type)
    if let base {
      let theirs = SlotTable.words(base)
      for slot in SlotID.allCases where words[slot.rawValue] == 0 {
        if (slot == .hash || slot == .richCompare) && !inheritsHash { continue }
        if slot == .new {
          // What descends from object directly and has no `__new__` of its own cannot be made from Python.
          if base.fields.pointee.shape == TypeID.object.rawValue {
            type.fields.pointee.flags.insert(.noNew)
            continue
          }
          type.fields.pointee.newDefinition = base.fields.pointee.newDefinition
        }
        if slot == .initialize { type.fields.pointee.initializeDefinition = base.fields.pointee.initializeDefinition }
        words[slot.rawValue] = theirs[slot.rawValue]
      }
      if !inheritsHash, words[comparison] == 0 { words[comparison] = theirs[comparison] }
    }
    if hasOwnNew { Type.addPlainNew(thread, type) }
    let dict = Dict(type.fields.pointee.dict)
    if type.fields.pointee.dictOffset != 0, base.map({ $0.fields.pointee.dictOffset == 0 }) ?? true, dict.find(Name.__dict__.str) == nil {
      ObjectType.addDictionary(thread, type, dict)
    }
    if dict.find(Name.__doc__.str) == nil {
      dict.set(thread, Name.__doc__.str, type.fields.pointee.doc.isEmpty ? .none : type.fields.pointee.doc)
    }
    type.updateFlags()
    machine.pointee.nextTypeVersion &+= 1
    type.fields.pointee.version = machine.pointee.nextTypeVersion
  }
}
