package org.ngrokd.client.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many proxy connections a server may have opened.
 *
 * @param unstarted those that it has put to no visitor yet, beside as many as visitors came lately
 * @param most in all
 * @param multiplexed that carry many visitors each
 */
record ProxyLimits(int unstarted, int most, int multiplexed) {
  /**
   * The pool of 1.7, which is 10, and as many visitors who come in the same moment; of more, each
   * is connected when one of these has been.
   */
  private static final int UNSTARTED = 64;

  /**
   * Servers of ours have one for each of their event loops, and give up a few to have them on the
   * right ones of ours; those end with their last visitor.
   */
  private static final int MULTIPLEXED = 64;

  /** What one takes at rest, with TLS and with the private connection beside it, in bytes. */
  private static final long BYTES_EACH = 32 * 1024;

  /** A proxy connection has a private one beside it. */
  private static final int DESCRIPTORS_EACH = 2;

  /** For the program itself, its page and its files. */
  private static final int DESCRIPTORS_BESIDE = 256;

  /** Where the system does not tell; Java raises the limit to this on macOS. */
  private static final int USUAL_DESCRIPTORS = 10_240;

  private static final Pattern SOFT_LIMIT = Pattern.compile("Max open files\\s+([0-9]{1,9})\\s");

  /** Those of this process; reads what Linux says of it. */
  static ProxyLimits ofProcess() {
    return of(descriptors(Path.of("/proc/self/limits")), Runtime.getRuntime().maxMemory());
  }

  /**
   * Those of a process.
   *
   * @param descriptors that it may have open
   * @param heap how far it may grow, in bytes
   */
  static ProxyLimits of(int descriptors, long heap) {
    int byDescriptors =
        Math.max(descriptors / 2, descriptors - DESCRIPTORS_BESIDE) / DESCRIPTORS_EACH;
    int most = (int) Math.min(byDescriptors, heap / BYTES_EACH);
    return new ProxyLimits(Math.min(UNSTARTED, most), most, MULTIPLEXED);
  }

  static int descriptors(Path limits) {
    try {
      Matcher soft = SOFT_LIMIT.matcher(Files.readString(limits, StandardCharsets.ISO_8859_1));
      return soft.find() ? Integer.parseInt(soft.group(1)) : USUAL_DESCRIPTORS;
    } catch (IOException e) {
      return USUAL_DESCRIPTORS;
    }
  }
}
