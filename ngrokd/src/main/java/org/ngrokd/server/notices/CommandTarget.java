package org.ngrokd.server.notices;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.streams.net.Failures;

/**
 * Runs a program, which finds the notice in its environment. No shell reads any of it, its
 * arguments are those of the config file, and of the server's own environment, where secrets may
 * be, it has only what programs need.
 */
final class CommandTarget implements Target {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot");

  private final List<String> command;
  private final String server;

  CommandTarget(List<String> command, String server) {
    this.command = command;
    this.server = server;
  }

  @Override
  public void tell(Notice notice) throws NotTakenException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    environment(builder.environment(), notice.shown(server));
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close(); // there is nothing to be read
        await(process);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new NotTakenException(name() + " cannot be run: " + Failures.oneLine(e), false);
    }
  }

  private static void environment(Map<String, String> environment, Notice.Shown notice) {
    environment.keySet().retainAll(INHERITED);
    environment.put("NGROKD_EVENT", notice.event());
    environment.put("NGROKD_ID", notice.id());
    environment.put("NGROKD_TIME", notice.time());
    environment.put("NGROKD_SERVER", notice.server());
    environment.put("NGROKD_TUNNEL", Printable.dotted(notice.tunnel()));
    environment.put("NGROKD_ACCOUNT", Printable.dotted(notice.account()));
    environment.put("NGROKD_CLIENT", Printable.dotted(notice.client()));
  }

  private void await(Process process) throws NotTakenException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new NotTakenException(
          name() + " was ended, it took longer than " + PATIENCE.toSeconds() + " s", false);
    }
    if (process.exitValue() != 0) {
      throw new NotTakenException(name() + " ended with " + process.exitValue(), false);
    }
  }

  private String name() {
    return "The command " + command.get(0);
  }
}
