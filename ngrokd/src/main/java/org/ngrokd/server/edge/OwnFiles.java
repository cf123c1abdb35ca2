package org.ngrokd.server.edge;

import java.util.Optional;

/**
 * What the server itself answers by http before any tunnel is looked for: to a CA that looks
 * whether a name is ours. Safe from any thread.
 */
@FunctionalInterface
public interface OwnFiles {
  /** There is nothing. */
  OwnFiles NONE = (host, target) -> Optional.empty();

  /**
   * The file that is asked for.
   *
   * @param host as the request names it
   * @param target of its first line
   * @return its content; empty when it is none of these
   */
  Optional<String> find(String host, String target);
}
