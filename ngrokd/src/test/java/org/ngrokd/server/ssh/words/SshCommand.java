package org.ngrokd.server.ssh.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An {@code ssh} command as it is typed into a shell, and what OpenSSH's client sends for it: the
 * user name, a {@code tcpip-forward} for each -R, and the words behind the host with one space
 * between them.
 */
record SshCommand(String user, List<Requested> forwards, Optional<String> exec) {
  private static final String DOMAIN = "h.example";

  /** A {@code tcpip-forward} request. */
  record Requested(String bindName, int bindPort) {
    /** Of "[bind:]port:host:hostport". */
    static Requested of(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length == 3) {
        return new Requested("localhost", Integer.parseInt(parts[0]));
      }
      return new Requested(parts[0].equals("*") ? "" : parts[0], Integer.parseInt(parts[1]));
    }
  }

  static SshCommand of(String typed) {
    List<String> words = new ArrayList<>(ShellWords.of(typed));
    words.remove(0); // ssh
    List<Requested> forwards = new ArrayList<>();
    String user = "local-user";
    while (!words.isEmpty()) {
      String word = words.remove(0);
      if (word.startsWith("-R")) {
        forwards.add(Requested.of(word.length() > 2 ? word.substring(2) : words.remove(0)));
      } else if (word.equals("-p") || word.equals("-o")) {
        words.remove(0);
      } else if (!word.startsWith("-")) {
        user = word.contains("@") ? word.substring(0, word.lastIndexOf('@')) : user;
        if (!words.isEmpty() && words.get(0).startsWith("-p")) {
          words.subList(0, 2).clear(); // OpenSSH reads on behind the host
        }
        break;
      }
    }
    return new SshCommand(
        user, forwards, Optional.of(String.join(" ", words)).filter(text -> !text.isEmpty()));
  }

  Wishes wishes() {
    return Wishes.of(UserName.of(user), exec.map(List::of).orElse(List.of()));
  }

  /** Its tunnels on a server with the domain h.example. */
  List<Forward> tunnels() throws BadForwardException {
    List<Forward> tunnels = new ArrayList<>();
    for (Requested request : forwards) {
      tunnels.add(
          Forward.of(
              request.bindName(), request.bindPort(), Optional.empty(), wishes(), DOMAIN::equals));
    }
    return tunnels;
  }

  /** Its only tunnel, in short: "http subdomain=shop", "tcp port=22". */
  String tunnel() throws BadForwardException {
    List<Forward> tunnels = tunnels();
    if (tunnels.size() != 1) {
      throw new IllegalStateException(tunnels.size() + " tunnels");
    }
    return shortly(tunnels.get(0));
  }

  static String shortly(Forward forward) {
    return (forward.isPrivate() ? "private " + forward.alias() : forward.kind().word())
        + (forward.hostname().isEmpty() ? "" : " hostname=" + forward.hostname())
        + (forward.subdomain().isEmpty() ? "" : " subdomain=" + forward.subdomain())
        + (forward.port() == 0 ? "" : " port=" + forward.port());
  }
}
