package org.ngrokd.server.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tunnels of an account at this server, by whose they are. Not safe for several threads. */
final class OpenTunnels {
  private final Map<Object, Open> all = new HashMap<>();
  private final Map<String, Integer> byClient = new HashMap<>();

  /**
   * What was asked for at once.
   *
   * @param protocols how many of them are open
   */
  private record Open(String client, int protocols) {}

  /** How many there are. */
  int size() {
    return all.size();
  }

  /** How many there are that are not these clients'. */
  int sizeBut(Collection<String> clientIds) {
    return all.size()
        - clientIds.stream()
            .map(OpenTunnels::client)
            .distinct()
            .mapToInt(client -> byClient.getOrDefault(client, 0))
            .sum();
  }

  /** Whose they are, as far as that is known. */
  List<String> clients() {
    return List.copyOf(byClient.keySet());
  }

  boolean has(Object request) {
    return all.containsKey(request);
  }

  void add(Object request, String clientId) {
    Open before = all.get(request);
    if (before == null) {
      String client = client(clientId);
      all.put(request, new Open(client, 1));
      if (!client.isEmpty()) {
        byClient.merge(client, 1, Integer::sum);
      }
    } else {
      all.put(request, new Open(before.client, before.protocols + 1));
    }
  }

  void remove(Object request) {
    Open before = all.get(request);
    if (before != null && before.protocols > 1) {
      all.put(request, new Open(before.client, before.protocols - 1));
    } else if (before != null) {
      all.remove(request);
      byClient.computeIfPresent(before.client, (client, count) -> count == 1 ? null : count - 1);
    }
  }

  /** One that comes by ssh has an id for each of its tunnels, numbered behind a space. */
  private static String client(String clientId) {
    int end = clientId.indexOf(' ');
    return end < 0 ? clientId : clientId.substring(0, end);
  }
}
