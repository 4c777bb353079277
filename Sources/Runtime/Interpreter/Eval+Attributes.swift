// Attributes (langref 6.3.1). Access and stores lie with their caches in InlineCache.swift.

@inline(__always) func op_delAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_delAttr(pc, fp, t, w, table) }
@inline(never) func slow_delAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in try thread.setAttribute(fp[A(w)], Str(Value(bits: pc[0])), .empty) }
}
