// The tables of handlers: row = opcode.

import Bytecode

extension Opcode {
  /// The one place that ties opcodes to handlers: a missing case is a compile error.
  var handler: Handler {
    switch self {
    case .nop: return op_nop
    case .move: return op_move
    case .loadConst: return op_loadConst
    case .loadInt: return op_loadInt
    case .loadNone: return op_loadNone
    case .loadTrue: return op_loadTrue
    case .loadFalse: return op_loadFalse
    case .clear: return op_clear
    case .checkBound: return op_checkBound
    case .deleteLocal: return op_deleteLocal
    case .makeCell: return op_makeCell
    case .makeEmptyCell: return op_makeEmptyCell
    case .loadCell: return op_loadCell
    case .storeCell: return op_storeCell
    case .deleteCell: return op_deleteCell
    case .loadFree: return op_loadFree
    case .storeFree: return op_storeFree
    case .deleteFree: return op_deleteFree
    case .loadFreeCell: return op_loadFreeCell
    case .loadClassFree: return op_loadClassFree
    case .loadGlobal: return op_loadGlobal
    case .storeGlobal: return op_storeGlobal
    case .deleteGlobal: return op_deleteGlobal
    case .loadName: return op_loadName
    case .storeName: return op_storeName
    case .deleteName: return op_deleteName
    case .add: return op_add
    case .sub: return op_sub
    case .mul: return op_mul
    case .matMul: return op_matMul
    case .trueDiv: return op_trueDiv
    case .floorDiv: return op_floorDiv
    case .mod: return op_mod
    case .pow: return op_pow
    case .lshift: return op_lshift
    case .rshift: return op_rshift
    case .bitAnd: return op_bitAnd
    case .bitOr: return op_bitOr
    case .bitXor: return op_bitXor
    case .addImm: return op_addImm
    case .subImm: return op_subImm
    case .mulImm: return op_mulImm
    case .trueDivImm: return op_trueDivImm
    case .floorDivImm: return op_floorDivImm
    case .modImm: return op_modImm
    case .powImm: return op_powImm
    case .lshiftImm: return op_lshiftImm
    case .rshiftImm: return op_rshiftImm
    case .bitAndImm: return op_bitAndImm
    case .immAdd: return op_immAdd
    case .immSub: return op_immSub
    case .immMul: return op_immMul
    case .iadd: return op_iadd
    case .isub: return op_isub
    case .imul: return op_imul
    case .imatMul: return op_imatMul
    case .itrueDiv: return op_itrueDiv
    case .ifloorDiv: return op_ifloorDiv
    case .imod: return op_imod
    case .ipow: return op_ipow
    case .ilshift: return op_ilshift
    case .irshift: return op_irshift
    case .ibitAnd: return op_ibitAnd
    case .ibitOr: return op_ibitOr
    case .ibitXor: return op_ibitXor
    case .iaddImm: return op_iaddImm
    case .isubImm: return op_isubImm
    case .imulImm: return op_imulImm
    case .ifloorDivImm: return op_ifloorDivImm
    case .imodImm: return op_imodImm
    case .ilshiftImm: return op_ilshiftImm
    case .irshiftImm: return op_irshiftImm
    case .ibitAndImm: return op_ibitAndImm
    case .neg: return op_neg
    case .pos: return op_pos
    case .invert: return op_invert
    case .not: return op_not
    case .lt: return op_lt
    case .le: return op_le
    case .gt: return op_gt
    case .ge: return op_ge
    case .eq: return op_eq
    case .ne: return op_ne
    case .isSame: return op_isSame
    case .isNotSame: return op_isNotSame
    case .contains: return op_contains
    case .notContains: return op_notContains
    case .jump: return op_jump
    case .jumpIfTrue: return op_jumpIfTrue
    case .jumpIfFalse: return op_jumpIfFalse
    case .jumpIfNone: return op_jumpIfNone
    case .jumpIfNotNone: return op_jumpIfNotNone
    case .jumpIfLt: return op_jumpIfLt
    case .jumpIfNotLt: return op_jumpIfNotLt
    case .jumpIfLe: return op_jumpIfLe
    case .jumpIfNotLe: return op_jumpIfNotLe
    case .jumpIfGt: return op_jumpIfGt
    case .jumpIfNotGt: return op_jumpIfNotGt
    case .jumpIfGe: return op_jumpIfGe
    case .jumpIfNotGe: return op_jumpIfNotGe
    case .jumpIfEq: return op_jumpIfEq
    case .jumpIfNotEq: return op_jumpIfNotEq
    case .jumpIfNe: return op_jumpIfNe
    case .jumpIfNotNe: return op_jumpIfNotNe
    case .jumpIfLtImm: return op_jumpIfLtImm
    case .jumpIfNotLtImm: return op_jumpIfNotLtImm
    case .jumpIfLeImm: return op_jumpIfLeImm
    case .jumpIfNotLeImm: return op_jumpIfNotLeImm
    case .jumpIfGtImm: return op_jumpIfGtImm
    case .jumpIfNotGtImm: return op_jumpIfNotGtImm
    case .jumpIfGeImm: return op_jumpIfGeImm
    case .jumpIfNotGeImm: return op_jumpIfNotGeImm
    case .jumpIfEqImm: return op_jumpIfEqImm
    case .jumpIfNotEqImm: return op_jumpIfNotEqImm
    case .jumpIfNeImm: return op_jumpIfNeImm
    case .jumpIfNotNeImm: return op_jumpIfNotNeImm
    case .jumpIfSame: return op_jumpIfSame
    case .jumpIfNotSame: return op_jumpIfNotSame
    case .jumpIfIn: return op_jumpIfIn
    case .jumpIfNotIn: return op_jumpIfNotIn
    case .getIter: return op_getIter
    case .forIter: return op_forIter
    case .unpack: return op_unpack
    case .unpackItem: return op_unpackItem
    case .unpackEx: return op_unpackEx
    case .call: return op_call
    case .callKw: return op_callKw
    case .callEx: return op_callEx
    case .callMethod: return op_callMethod
    case .callMethodKw: return op_callMethodKw
    case .loadMethod: return op_loadMethod
    case .callLoaded: return op_callLoaded
    case .callLoadedKw: return op_callLoadedKw
    case .callSuperMethod: return op_callSuperMethod
    case .loadSuperAttr: return op_loadSuperAttr
    case .makeFunction: return op_makeFunction
    case .loadBuildClass: return op_loadBuildClass
    case .returnValue: return op_returnValue
    case .returnNone: return op_returnNone
    case .returnGenerator: return op_returnGenerator
    case .returnFromGenerator: return op_returnFromGenerator
    case .yield: return op_yield
    case .yieldFrom: return op_yieldFrom
    case .getYieldFromIter: return op_getYieldFromIter
    case .getAwaitable: return op_getAwaitable
    case .getAIter: return op_getAIter
    case .getANext: return op_getANext
    case .endAsyncFor: return op_endAsyncFor
    case .asyncGenWrap: return op_asyncGenWrap
    case .pushHandled: return op_pushHandled
    case .popHandled: return op_popHandled
    case .jumpIfNotExcMatch: return op_jumpIfNotExcMatch
    case .matchExcGroup: return op_matchExcGroup
    case .prepReraiseStar: return op_prepReraiseStar
    case .raise: return op_raise
    case .raiseFrom: return op_raiseFrom
    case .raiseAgain: return op_raiseAgain
    case .reraise: return op_reraise
    case .withEnter: return op_withEnter
    case .asyncWithEnter: return op_asyncWithEnter
    case .withExit: return op_withExit
    case .withExitError: return op_withExitError
    case .loadAssertionError: return op_loadAssertionError
    case .buildTuple: return op_buildTuple
    case .buildList: return op_buildList
    case .buildSet: return op_buildSet
    case .buildString: return op_buildString
    case .buildDict: return op_buildDict
    case .buildConstKeyDict: return op_buildConstKeyDict
    case .buildSlice: return op_buildSlice
    case .formatValue: return op_formatValue
    case .listAppend: return op_listAppend
    case .setAdd: return op_setAdd
    case .dictSet: return op_dictSet
    case .listExtend: return op_listExtend
    case .setUpdate: return op_setUpdate
    case .dictUpdate: return op_dictUpdate
    case .dictMerge: return op_dictMerge
    case .listToTuple: return op_listToTuple
    case .getAttr: return op_getAttr
    case .setAttr: return op_setAttr
    case .delAttr: return op_delAttr
    case .getItem: return op_getItem
    case .getItemImm: return op_getItemImm
    case .getSlice: return op_getSlice
    case .getSliceStep: return op_getSliceStep
    case .setItem: return op_setItem
    case .setItemImm: return op_setItemImm
    case .setSlice: return op_setSlice
    case .delItem: return op_delItem
    case .importName: return op_importName
    case .importFrom: return op_importFrom
    case .importStar: return op_importStar
    case .jumpIfNotSequence: return op_jumpIfNotSequence
    case .jumpIfNotMapping: return op_jumpIfNotMapping
    case .getLen: return op_getLen
    case .matchKeys: return op_matchKeys
    case .matchClass: return op_matchClass
    case .copyWithoutKeys: return op_copyWithoutKeys
    case .setupAnnotations: return op_setupAnnotations
    case .printExpr: return op_printExpr
    case .halt: return op_halt
    }
  }
}

extension Internal {
  var handler: Handler {
    switch self {
    case .entry, .resumed: return op_entry
    case .onward: return op_onward
    case .instance: return op_instance
    case .frameExit: return op_frameExit
    case .operated: return op_operated
    case .firstRun: return op_firstRun
    case .getAttrSlot: return op_getAttrSlot
    case .getAttrOverflow: return op_getAttrOverflow
    case .getAttrClass: return op_getAttrClass
    case .getAttrType: return op_getAttrType
    case .getAttrModule: return op_getAttrModule
    case .getAttrProperty: return op_getAttrProperty
    case .getAttrFallback: return op_getAttrFallback
    case .getAttrDictionary: return op_getAttrDictionary
    case .getAttrSites: return op_getAttrSites
    case .setAttrSlot: return op_setAttrSlot
    case .setAttrOverflow: return op_setAttrOverflow
    case .setAttrAdd: return op_setAttrAdd
    case .setAttrSites: return op_setAttrSites
    case .callMethodPython: return op_callMethodPython
    case .callMethodNative: return op_callMethodNative
    case .callMethodAppend: return op_callMethodAppend
    case .callMethodModule: return op_callMethodModule
    case .callMethodSites: return op_callMethodSites
    case .callMethodStatic: return op_callMethodStatic
    case .callMethodClass: return op_callMethodClass
    case .callTypeStatic: return op_callTypeStatic
    case .callTypeClass: return op_callTypeClass
    case .callSuperCached: return op_callSuperCached
    case .loadMethodCached: return op_loadMethodCached
    case .loadMethodSites: return op_loadMethodSites
    case .loadMethodHolder: return op_loadMethodHolder
    case .loadTypeHolder: return op_loadTypeHolder
    case .consumeAppend: return op_consumeAppend
    case .consumeAdd: return op_consumeAdd
    case .consumeSum: return op_consumeSum
    case .consumeExtreme: return op_consumeExtreme
    case .consumeTruth: return op_consumeTruth
    case .consumeEnd: return op_consumeEnd
    case .moveMove: return op_moveMove
    case .getItemItem: return op_getItemItem
    case .itemAddProduct: return op_itemAddProduct
    case .itemSubProduct: return op_itemSubProduct
    case .addAddLeft: return op_addAddLeft
    case .addAddRight: return op_addAddRight
    case .addSubLeft: return op_addSubLeft
    case .addSubRight: return op_addSubRight
    case .addMulLeft: return op_addMulLeft
    case .addMulRight: return op_addMulRight
    case .subAddLeft: return op_subAddLeft
    case .subAddRight: return op_subAddRight
    case .subSubLeft: return op_subSubLeft
    case .subSubRight: return op_subSubRight
    case .subMulLeft: return op_subMulLeft
    case .subMulRight: return op_subMulRight
    case .mulAddLeft: return op_mulAddLeft
    case .mulAddRight: return op_mulAddRight
    case .mulSubLeft: return op_mulSubLeft
    case .mulSubRight: return op_mulSubRight
    case .mulMulLeft: return op_mulMulLeft
    case .mulMulRight: return op_mulMulRight
    }
  }
}

/// A word that is no instruction: the code was damaged.
@inline(never) func op_invalid(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  _ = enter(pc, fp, t).raise(.systemError, "unknown opcode")
  raise(pc, fp, t, w, table)
}

enum HandlerTable {
  /// Rows of a table.
  static let count = 512

  /// Fills the machine's tables; at start.
  static func boot() {
    let plain = Raw.allocate(byteCount: count * 8, alignment: 64)
    // Behind the rows of the traced table: the handler that each row's own goes on with.
    let traced_ = Raw.allocate(byteCount: count * 16, alignment: 64)
    let onward = traced_ + count * 8
    for i in 0..<count {
      onward.storeBytes(of: op_invalid as Handler, toByteOffset: i * 8, as: Handler.self)
      plain.storeBytes(of: op_invalid as Handler, toByteOffset: i * 8, as: Handler.self)
      traced_.storeBytes(of: op_invalid as Handler, toByteOffset: i * 8, as: Handler.self)
    }
    for opcode in Opcode.allCases {
      plain.storeBytes(of: opcode.handler, toByteOffset: Int(opcode.rawValue) * 8, as: Handler.self)
      traced_.storeBytes(of: traced as Handler, toByteOffset: Int(opcode.rawValue) * 8, as: Handler.self)
      onward.storeBytes(of: opcode.handler, toByteOffset: Int(opcode.rawValue) * 8, as: Handler.self)
    }
    for op in Internal.allCases {
      plain.storeBytes(of: op.handler, toByteOffset: Int(op.rawValue) * 8, as: Handler.self)
      // Return points are no instructions of a frame; quicker forms are.
      let handler: Handler = Internal.ofBridges.contains(op) ? op.handler : traced
      traced_.storeBytes(of: handler, toByteOffset: Int(op.rawValue) * 8, as: Handler.self)
      // A fused form would hide its second instruction.
      onward.storeBytes(of: Fusion.plain(op)?.handler ?? op.handler, toByteOffset: Int(op.rawValue) * 8, as: Handler.self)
    }
    machine.pointee.plainTable = plain
    machine.pointee.tracedTable = traced_
    machine.pointee.internalWords = Internal.words
    machine.pointee.consumerWords = Consumer.makeWords()
    machine.pointee.onwardReturn = Internal.onward.returnPC
  }
}
