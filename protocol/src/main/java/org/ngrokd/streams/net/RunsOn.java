package org.ngrokd.streams.net;

import io.netty.handler.ssl.OpenSsl;
import java.util.List;
import java.util.Locale;

/** What a program runs on, for people who look for what is wrong. */
public final class RunsOn {
  private RunsOn() {}

  /** The JVM, who does TLS, and which sockets are used, a line each. */
  public static List<String> lines() {
    return List.of(
        "JVM        %s %s (%s), %s %s"
            .formatted(
                property("java.vm.name"),
                property("java.vm.version"),
                property("java.vm.vendor"),
                property("os.name"),
                property("os.arch")),
        "TLS        " + tls(),
        "transport  " + Transport.best().name().toLowerCase(Locale.ROOT));
  }

  private static String tls() {
    return OpenSsl.isAvailable()
        ? OpenSsl.versionString() + ", by netty-tcnative"
        : "the JVM's own: the library for a faster one does not load here";
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
