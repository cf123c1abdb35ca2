package org.ngrokd.client.install;

import java.util.List;
import java.util.stream.Collectors;

/** Words as the files of services want them, so that each stays one word. */
final class Quoting {
  private Quoting() {}

  /** Of systemd's ExecStart: systemd.service(5) "Command lines". */
  static String systemd(List<String> words) {
    return words.stream().map(Quoting::systemd).collect(Collectors.joining(" "));
  }

  private static String systemd(String word) {
    String safe = word.replace("%", "%%").replace("$", "$$");
    return isPlain(word) ? safe : '"' + safe.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Of a shell. */
  static String shell(String word) {
    return isPlain(word) ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  static String shell(List<String> words) {
    return words.stream().map(Quoting::shell).collect(Collectors.joining(" "));
  }

  /** Text in XML. */
  static String xml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static boolean isPlain(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+");
  }
}
