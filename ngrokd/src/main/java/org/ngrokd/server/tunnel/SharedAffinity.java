package org.ngrokd.server.tunnel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What several servers remember together of the random names and ports that clients had. Safe from
 * any thread, and waits for nothing.
 */
public interface SharedAffinity {
  /**
   * What is remembered for these keys; newer than what this server knows by itself.
   *
   * @return fails when nobody can say soon
   */
  CompletionStage<Map<String, String>> recall(List<String> keys);

  /** Remembers, as well as it can be done. */
  void remember(Map<String, String> entries);
}
