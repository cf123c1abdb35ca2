package org.ngrokd.server.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.HandedSockets.Handed;
import org.ngrokd.streams.net.HostAndPort;

/** Sockets in words, "http@127.0.0.1:80 tcp@:5000", in the order of their descriptors. */
final class SocketList {
  private SocketList() {}

  static String text(List<BoundListeners.Open> sockets) {
    StringBuilder text = new StringBuilder();
    for (BoundListeners.Open each : sockets) {
      text.append(' ').append(each.what()).append('@').append(each.address());
    }
    return text.toString();
  }

  /** How many descriptors follow. */
  static int count(String text) {
    return names(text).size();
  }

  /**
   * Puts words and descriptors together.
   *
   * @throws IllegalArgumentException when these are no such words
   */
  static List<Handed> handed(String text, List<Integer> descriptors) {
    List<Handed> all = new ArrayList<>();
    List<String> names = names(text);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int at = name.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException("not a socket: " + name);
      }
      all.add(
          new Handed(
              name.substring(0, at),
              Optional.of(HostAndPort.parse(name.substring(at + 1))),
              descriptors.get(i)));
    }
    return all;
  }

  private static List<String> names(String text) {
    return List.of(text.split(" ", -1)).stream().filter(each -> !each.isEmpty()).toList();
  }
}
