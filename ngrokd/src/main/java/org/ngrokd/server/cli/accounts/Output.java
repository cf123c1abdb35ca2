package org.ngrokd.server.cli.accounts;

import java.io.PrintWriter;
import org.ngrokd.kit.text.Printable;

/** What a command prints: what was asked for, and beside it what is for people's eyes. */
final class Output {
  private final PrintWriter out;
  private final PrintWriter err;

  Output(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A line of what was asked for; names in it may come from outside. */
  void print(String line) {
    out.println(Printable.line(line));
  }

  /** A line that explains it. */
  void explain(String line) {
    out.flush();
    err.println(Printable.line(line));
  }

  void flush() {
    out.flush();
    err.flush();
  }
}
