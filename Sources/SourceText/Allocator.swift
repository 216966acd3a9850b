#if canImport(Glibc)
    internal import CMalloc
#endif

/// Fits the C library's allocator to a process that makes very many small objects and frees whole graphs of them at once.
///
/// Without fast bins freed blocks are joined at once and not in sweeps over the heap, which took a tenth of the time of rendering
/// charts (glibc manual, "Malloc Tunable Parameters", M_MXFAST). To be called once, when the process starts.
package func tuneAllocator() {
    #if canImport(Glibc)
        _ = mallopt(M_MXFAST, 0)
    #endif
}
