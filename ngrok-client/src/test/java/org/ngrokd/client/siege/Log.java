package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;

/** What the server has logged since the last look. */
final class Log {
  private final Program server;
  private int seen;

  Log(Program server) throws IOException {
    this.server = server;
    forget();
  }

  /** An error in the log is a bug, whoever provoked it; the first two lines of the first. */
  List<String> bugs() throws IOException {
    String text = server.text();
    List<String> fresh = text.substring(Math.min(seen, text.length())).lines().toList();
    seen = text.length();
    long errors = fresh.stream().filter(Log::isError).count();
    return errors == 0
        ? List.of()
        : List.of(
            errors
                + " errors in the log: "
                + fresh.stream().dropWhile(line -> !isError(line)).limit(2).toList());
  }

  private static boolean isError(String line) {
    return line.contains("[EROR]") || line.contains("Exception in thread");
  }

  /** Begins anew: the server may be another one. */
  void forget() throws IOException {
    seen = server.text().length();
  }
}
