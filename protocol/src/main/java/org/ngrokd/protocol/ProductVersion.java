package org.ngrokd.protocol;

import java.util.List;
import java.util.Objects;

/**
 * What both programs say of their version. The first line is 1.7's and nothing else, for scripts
 * that compare it; the second is ours.
 */
public final class ProductVersion {
  private ProductVersion() {}

  /**
   * The lines.
   *
   * @param program its name
   * @param main a class of it: the jar that it comes from knows the version
   */
  public static List<String> lines(String program, Class<?> main) {
    return List.of(ProtocolVersion.SOFTWARE, program + " " + of(main));
  }

  /**
   * The version alone.
   *
   * @param type a class of the program
   */
  public static String of(Class<?> type) {
    return Objects.requireNonNullElse(
        type.getPackage().getImplementationVersion(), "(from source)");
  }
}
