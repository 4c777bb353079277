// The built-in types that native code names. The number of a type is also the number of the shape of its exact instances.

public enum TypeID: UInt32, CaseIterable, BitwiseCopyable {
  case object, type, int, bool, float, complex, none, notImplementedType, ellipsis
  case str, bytes, bytearray, memoryview
  case tuple, list, dict, set, frozenset, range, slice
  case function, builtinFunction, methodDescriptor, classMethodDescriptor, wrapperDescriptor, methodWrapper, getSetDescriptor, memberDescriptor
  case boundMethod, classmethod, staticmethod, property, superType
  case module, cell, code, frame, traceback, mappingProxy, simpleNamespace, genericAlias, unionType
  case generator, coroutine, asyncGenerator, coroutineWrapper, asyncGenSend, asyncGenThrow, asyncGenWrappedValue
  case listIterator, listReverseIterator, tupleIterator, rangeIterator, longRangeIterator, strIterator, bytesIterator, bytearrayIterator
  case dictKeys, dictValues, dictItems, dictKeyIterator, dictValueIterator, dictItemIterator
  case dictReverseKeyIterator, dictReverseValueIterator, dictReverseItemIterator
  case setIterator, sequenceIterator, callableIterator, memoryviewIterator
  case enumerate, reversed, zip, map, filter
  case weakReference, weakProxy, weakCallableProxy
  /// Internal storage cells; never the class of anything that a program sees.
  case storage
  // Exceptions: BaseException first, in the order of the hierarchy (Library Reference, "Exception hierarchy").
  case baseException, systemExit, keyboardInterrupt, generatorExit, baseExceptionGroup
  case exception, exceptionGroup, stopIteration, stopAsyncIteration
  case arithmeticError, floatingPointError, overflowError, zeroDivisionError
  case assertionError, attributeError, bufferError, eofError
  case importError, moduleNotFoundError
  case lookupError, indexError, keyError, memoryError, nameError, unboundLocalError
  case osError, blockingIOError, childProcessError, connectionError, brokenPipeError, connectionAbortedError
  case connectionRefusedError, connectionResetError, fileExistsError, fileNotFoundError, interruptedError
  case isADirectoryError, notADirectoryError, permissionError, processLookupError, timeoutError
  case referenceError, runtimeError, notImplementedError, recursionError
  case syntaxError, indentationError, tabError, systemError, typeError
  case valueError, unicodeError, unicodeDecodeError, unicodeEncodeError, unicodeTranslateError
  case warning, bytesWarning, deprecationWarning, encodingWarning, futureWarning, importWarning, pendingDeprecationWarning
  case resourceWarning, runtimeWarning, syntaxWarning, unicodeWarning, userWarning
  // Import system
  case moduleSpec, nativeFinder, pathFinder, sourceLoader, namespaceLoader
  // _io
  case ioBase, rawIOBase, bufferedIOBase, textIOBase, fileIO, bytesIO, stringIO, bufferedReader, bufferedWriter, bufferedRandom
  case bufferedRWPair, textIOWrapper, incrementalNewlineDecoder
  // posix
  case scandirIterator, dirEntry
  // Types of native modules: one line a module.
  case abcData
  case deque, dequeIterator, dequeReverseIterator, defaultdict, orderedDict, tupleGetter
  case orderedDictKeys, orderedDictValues, orderedDictItems, orderedDictIterator
  case itAccumulate, itChain, itCombinations, itCombinationsWithReplacement, itCompress, itCount, itCycle, itDropWhile, itFilterFalse, itGroupBy
  case itGrouper, itIslice, itPairwise, itPermutations, itProduct, itRepeat, itStarmap, itTakeWhile, itTee, itTeeData, itZipLongest
  case partial, lruCache, keyWrapper
  case context, contextVar, contextToken, contextMissing
  case asyncFuture, asyncTask, asyncFutureIterator, asyncStep, asyncWakeup, asyncTasks
  case xmlElement, xmlElementIterator, xmlTreeBuilder
  case itemGetter, attributeGetter, methodCaller
  case regexPattern, regexMatch, regexScanner, regexIterator
  case jsonScanner, jsonEncoder
  case csvDialect, csvReader, csvWriter
  case random
  case timeDelta, tzInfo, timeZone, date, timeOfDay, dateTime, isoCalendarDate
  case pickler, unpickler, picklerMemo, unpicklerMemo, pickleBuffer
  case structType, structIterator
  case hash, xof, hmac, blake2b, blake2s
  case array, arrayIterator
  case zlibCompress, zlibDecompress
  case unicodeDatabase
  case profiler
  case quitter, helper, printer
  case decimal, decimalContext, decimalSignals, decimalContextManager
}

extension Value {
  /// The shape of any value, of unboxed ones too.
  @inline(__always) public var shapeID: UInt32 {
    if isObject { return object.shape }
    if isInt { return TypeID.int.rawValue }
    if isFloat { return TypeID.float.rawValue }
    return constantShapeID
  }
  @inline(never) private var constantShapeID: UInt32 {
    switch self {
    case .yes, .no: TypeID.bool.rawValue
    case .none: TypeID.none.rawValue
    case .notImplemented: TypeID.notImplementedType.rawValue
    case .ellipsis: TypeID.ellipsis.rawValue
    default: TypeID.storage.rawValue
    }
  }
  /// The class of any value: what `type(x)` gives.
  @inline(__always) public var type: Type { Shape.table[Int(shapeID)].type }
}
