package org.ngrokd.server.admin;

import java.util.List;
import java.util.stream.Stream;

/** What one server asks another one on behalf of an administrator. */
enum PeerQuestion {
  TUNNELS("admin.tunnels"),
  CLIENTS("admin.clients"),
  NODE("admin.node"),
  FIND("admin.find"),
  KICK("admin.kick");

  private final String wireName;

  PeerQuestion(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  static PeerQuestion of(String wireName) {
    return Stream.of(values())
        .filter(each -> each.wireName.equals(wireName))
        .findFirst()
        .orElseThrow();
  }

  static List<String> all() {
    return Stream.of(values()).map(PeerQuestion::wireName).toList();
  }
}
