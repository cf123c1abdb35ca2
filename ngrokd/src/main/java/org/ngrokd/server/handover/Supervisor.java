package org.ngrokd.server.handover;

import java.util.Map;
import java.util.Optional;

/** Who watches this process, and would take its end for the end of all. */
final class Supervisor {
  /** Of a container, or of a machine. */
  private static final long FIRST = 1;

  private Supervisor() {}

  /**
   * Why the process must not be replaced by a child of its own.
   *
   * @param pid this process
   * @param parent who started it
   * @return empty when it may
   */
  static Optional<String> objection(Map<String, String> environment, long pid, long parent) {
    if (pid == FIRST) {
      return Optional.of(
          "it is process 1, and its end would end the container: start another container with"
              + " -takeOver on the same state directory");
    }
    boolean isUnits =
        environment.containsKey("INVOCATION_ID")
            && (environment.getOrDefault("SYSTEMD_EXEC_PID", "").equals(Long.toString(pid))
                || parent == FIRST);
    return isUnits && !environment.containsKey("NOTIFY_SOCKET")
        ? Optional.of(
            "systemd would end the successor with it: its unit needs Type=notify, then restart it"
                + " once")
        : Optional.empty();
  }

  /** Of this process. */
  static Optional<String> objection() {
    ProcessHandle self = ProcessHandle.current();
    long parent = self.parent().map(ProcessHandle::pid).orElse(0L);
    return objection(System.getenv(), self.pid(), parent);
  }
}
