package org.ngrokd.streams.net;

import io.netty.util.internal.PlatformDependent;

/**
 * What this process has of memory at a moment, in bytes.
 *
 * @param heap in use, garbage included
 * @param heapMax what the heap may grow to
 * @param direct taken by Netty's buffers outside the heap, pools included
 * @param directMax what these may take
 */
public record ProcessMemory(long heap, long heapMax, long direct, long directMax) {
  /** As it is now. From any thread. */
  public static ProcessMemory now() {
    Runtime runtime = Runtime.getRuntime();
    return new ProcessMemory(
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        Math.max(0, PlatformDependent.usedDirectMemory()), // -1 where it is not counted
        PlatformDependent.maxDirectMemory());
  }
}
