import CProbes

/// 0 while no event is pending and none of the markers function__entry, function__return and line is on (CProbes.h). Becomes one
/// `cmpq $0, minipy_guards(%rip)` and a branch. In a build without markers it is always 0.
@inline(__always) func minipy_guard_word() -> UInt64 {
  #if MINIPY_NO_PROBES
    return 0
  #else
    return minipy_guards.word
  #endif
}
