package org.ngrokd.protocol;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What both programs say of their version. The first line is 1.7's and nothing else, for scripts
 * that compare it; the second is ours.
 */
public final class ProductVersion {
  private static final String COMMIT = "Ngrokd-Commit";
  private static final String UNKNOWN = "unknown";

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
   * The state of the sources that the program was built from.
   *
   * @param type a class of the program
   * @return "unknown" where the build did not say
   */
  public static String commit(Class<?> type) {
    try {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        String commit = manifest == null ? null : manifest.getMainAttributes().getValue(COMMIT);
        return commit == null || commit.isEmpty() ? UNKNOWN : commit;
      }
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return UNKNOWN; // it runs from classes, not from a jar
    }
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
