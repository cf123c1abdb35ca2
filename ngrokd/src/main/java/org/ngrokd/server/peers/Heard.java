package org.ngrokd.server.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.json.Json;

/**
 * What other servers said, read.
 *
 * @param missing who said nothing that can be read
 */
public record Heard<T extends Record>(List<Part<T>> parts, List<Missing> missing) {
  /** What one of them said. */
  public record Part<T extends Record>(Peers.Peer peer, T said) {}

  /**
   * One of whom nothing is known.
   *
   * @param why for people
   */
  public record Missing(Peers.Peer peer, String why) {}

  /** Reads it. */
  public static <T extends Record> Heard<T> of(List<Peers.Told> told, Class<T> type) {
    List<Part<T>> parts = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    for (Peers.Told each : told) {
      Optional<byte[]> answer = each.answer();
      if (answer.isEmpty()) {
        missing.add(new Missing(each.peer(), each.trouble()));
        continue;
      }
      try {
        parts.add(new Part<>(each.peer(), Json.read(answer.get(), type)));
      } catch (IllegalArgumentException e) {
        missing.add(new Missing(each.peer(), "its answer cannot be read"));
      }
    }
    return new Heard<>(parts, missing);
  }
}
