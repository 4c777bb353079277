// Moves, constants, locals, cells and free variables (langref 4.2).

@inline(__always) func op_nop(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { dispatch(pc, fp, t, table) }

@inline(__always) func op_move(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = fp[B(w)]
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_loadConst(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = Value(bits: pc[0])
  dispatch(pc + 1, fp, t, table)
}

@inline(__always) func op_loadInt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = Value.int(signedBC(w))
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_loadNone(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = .none
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_loadTrue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = .yes
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_loadFalse(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = .no
  dispatch(pc, fp, t, table)
}

// MARK: Local variables

@inline(__always) func op_clear(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(C(w) <= 1) {
    fp[A(w)] = .empty
    dispatch(pc, fp, t, table)
    return
  }
  slow_clear(pc, fp, t, w, table)
}
/// A run of registers: the loop becomes a call of memset.
@inline(never) func slow_clear(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let first = A(w)
  let end = first &+ C(w)
  var i = first
  repeat {
    fp[i] = .empty
    i &+= 1
  } while i < end
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_checkBound(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(!fp[A(w)].isEmpty) {
    dispatch(pc, fp, t, table)
    return
  }
  slow_unbound(pc, fp, t, w, table)
}

@inline(__always) func op_deleteLocal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(!fp[A(w)].isEmpty) {
    fp[A(w)] = .empty
    dispatch(pc, fp, t, table)
    return
  }
  slow_unbound(pc, fp, t, w, table)
}

@inline(never) func slow_unbound(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  raiseUnbound(enter(pc, fp, t), Function(fp[-3]), A(w))
  raise(pc, fp, t, w, table)
}
@inline(never) private func raiseUnbound(_ thread: Thread, _ function: Function, _ register: Int) {
  let names = Tuple(function.code.fields.pointee.varNames)
  let name: String = register < names.count ? Str(names[register]).string : "?"
  _ = thread.raise(.unboundLocalError, "cannot access local variable '\(name)' where it is not associated with a value")
}

// MARK: Cells

@inline(__always) func op_makeCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_makeCell(pc, fp, t, w, table) }
@inline(never) func slow_makeCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread in Cell.make(thread, fp[A(w)]).value }
}

@inline(__always) func op_makeEmptyCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_makeEmptyCell(pc, fp, t, w, table) }
@inline(never) func slow_makeEmptyCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread in Cell.make(thread, .empty).value }
}

@inline(__always) func op_loadCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let content = Cell(fp[B(w)]).content
  if _fastPath(!content.isEmpty) {
    fp[A(w)] = content
    dispatch(pc, fp, t, table)
    return
  }
  slow_emptyCellB(pc, fp, t, w, table)
}

@inline(__always) func op_storeCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = Cell(fp[A(w)])
  if _slowPath(Heap.needsBarrier(cell.raw)) {
    slow_storeCell(pc, fp, t, w, table)
    return
  }
  cell.fields.pointee.content = fp[B(w)]
  dispatch(pc, fp, t, table)
}
@inline(never) func slow_storeCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = Cell(fp[A(w)])
  cell.barrier()
  cell.fields.pointee.content = fp[B(w)]
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_deleteCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = Cell(fp[A(w)])
  if _fastPath(!cell.content.isEmpty) {
    cell.fields.pointee.content = .empty
    dispatch(pc, fp, t, table)
    return
  }
  slow_emptyCellA(pc, fp, t, w, table)
}

@inline(never) func slow_emptyCellA(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  raiseEmptyCell(enter(pc, fp, t), fp, A(w))
  raise(pc, fp, t, w, table)
}
@inline(never) func slow_emptyCellB(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  raiseEmptyCell(enter(pc, fp, t), fp, B(w))
  raise(pc, fp, t, w, table)
}
private func raiseEmptyCell(_ thread: Thread, _ fp: Raw, _ register: Int) {
  let name: String = Function(fp[-3]).code.cellName(register: register) ?? "?"
  _ = thread.raise(.unboundLocalError, "cannot access local variable '\(name)' where it is not associated with a value")
}

// MARK: Free variables

@inline(__always) private func freeCell(_ fp: Raw, _ i: Int) -> Cell { Cell(Tuple(Function(fp[-3]).fields.pointee.closure)[i]) }

@inline(__always) func op_loadFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let content = freeCell(fp, B(w)).content
  if _fastPath(!content.isEmpty) {
    fp[A(w)] = content
    dispatch(pc, fp, t, table)
    return
  }
  slow_emptyFreeB(pc, fp, t, w, table)
}

@inline(__always) func op_storeFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = freeCell(fp, A(w))
  if _slowPath(Heap.needsBarrier(cell.raw)) {
    slow_storeFree(pc, fp, t, w, table)
    return
  }
  cell.fields.pointee.content = fp[B(w)]
  dispatch(pc, fp, t, table)
}
@inline(never) func slow_storeFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = freeCell(fp, A(w))
  cell.barrier()
  cell.fields.pointee.content = fp[B(w)]
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_deleteFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let cell = freeCell(fp, A(w))
  if _fastPath(!cell.content.isEmpty) {
    cell.fields.pointee.content = .empty
    dispatch(pc, fp, t, table)
    return
  }
  slow_emptyFreeA(pc, fp, t, w, table)
}

@inline(__always) func op_loadFreeCell(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = freeCell(fp, B(w)).value
  dispatch(pc, fp, t, table)
}

@inline(never) func slow_emptyFreeA(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  _ = raiseEmptyFree(enter(pc, fp, t), fp, A(w))
  raise(pc, fp, t, w, table)
}
@inline(never) func slow_emptyFreeB(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  _ = raiseEmptyFree(enter(pc, fp, t), fp, B(w))
  raise(pc, fp, t, w, table)
}
private func raiseEmptyFree(_ thread: Thread, _ fp: Raw, _ index: Int) -> Raised {
  let names = Tuple(Function(fp[-3]).code.fields.pointee.freeVars)
  let name: String = index < names.count ? Str(names[index]).string : "?"
  return thread.raise(
    .nameError, "cannot access free variable '\(name)' where it is not associated with a value in enclosing scope")
}

@inline(__always) func op_loadClassFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadClassFree(pc, fp, t, w, table) }
@inline(never) func slow_loadClassFree(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let names = Tuple(Function(fp[-3]).code.fields.pointee.freeVars)
    let found = try Namespace.get(thread, fp[0], Str(names[B(w)]))
    if !found.isEmpty { return found }
    let content = freeCell(fp, B(w)).content
    if content.isEmpty { throw raiseEmptyFree(thread, fp, B(w)) }
    return content
  }
}
