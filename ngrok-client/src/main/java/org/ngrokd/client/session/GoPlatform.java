package org.ngrokd.client.session;

import java.util.Locale;

/** This computer by Go's names, which 1.7 sends. Protocol: §2. */
final class GoPlatform {
  private GoPlatform() {}

  /** GOOS. */
  static String os() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("win")) {
      return "windows";
    }
    return name.contains("mac") ? "darwin" : name.replace(' ', '-');
  }

  /** GOARCH. */
  static String arch() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64", "amd64" -> "amd64";
      case "x86", "i386", "i486", "i586", "i686" -> "386";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
