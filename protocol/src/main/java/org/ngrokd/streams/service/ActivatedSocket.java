package org.ngrokd.streams.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that a service manager has opened for this process: sd_listen_fds(3).
 *
 * @param descriptor the file descriptor's number
 * @param name as the manager calls it; "" when it does not
 */
public record ActivatedSocket(int descriptor, String name) {
  /** The variable that says how many there are. */
  public static final String COUNT = "LISTEN_FDS";

  /** The first behind the three that every process has. */
  private static final int FIRST = 3;

  private static final int MOST = 1000;

  /**
   * All that there are, in the manager's order.
   *
   * @return empty when there are none, or they are another process's
   */
  public static List<ActivatedSocket> of(Map<String, String> environment) {
    String count = environment.getOrDefault(COUNT, "");
    String pid = environment.getOrDefault("LISTEN_PID", "");
    if (!count.matches("[0-9]{1,4}") || !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return List.of();
    }
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<ActivatedSocket> all = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, Integer.parseInt(count)); i++) {
      all.add(new ActivatedSocket(FIRST + i, i < names.length ? names[i] : ""));
    }
    return all;
  }
}
